import type { Request } from 'express';

const ARRIVED_AT = Symbol('when the login of this request began');

type LoginRequest = Request & { [ARRIVED_AT]?: number };

/** Notes when a login came, before anything of it takes its time: of two of one form, the browser listens to the later. */
export function noteLoginArrival(request: LoginRequest): void {
  request[ARRIVED_AT] = Date.now();
}

/** Returns when this login came; milliseconds since 1970. */
export function loginArrivedAt(request: LoginRequest): number {
  return request[ARRIVED_AT] ?? Date.now();
}
