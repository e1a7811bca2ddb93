import type { ServerResponse } from 'node:http';

/** An answer waits for its rows for at most so many milliseconds: a database that hangs must not hang everybody. */
const AT_MOST = 2_000;

const WAITS_FOR = new WeakMap<ServerResponse, Set<Promise<void>>>();

/** Holds the end of this answer back until `written` is fulfilled, or for two seconds. It must not reject. */
export function holdAnswer(response: ServerResponse, written: Promise<void>): void {
  if (response.writableEnded) return;
  const waitsFor = WAITS_FOR.get(response) ?? holdEnd(response);
  waitsFor.add(written);
  void written.then(() => waitsFor.delete(written));
}

function holdEnd(response: ServerResponse): Set<Promise<void>> {
  const waitsFor = new Set<Promise<void>>();
  WAITS_FOR.set(response, waitsFor);
  const end = response.end.bind(response);
  let isEnding = false;
  const endWhenWritten = (...args: unknown[]): ServerResponse => {
    if (waitsFor.size === 0 && !isEnding) return Reflect.apply(end, response, args) as ServerResponse;
    if (!isEnding) void settled(waitsFor).then(() => void Reflect.apply(end, response, args));
    isEnding = true;
    return response;
  };
  Object.assign(response, { end: endWhenWritten });
  return waitsFor;
}

async function settled(waitsFor: ReadonlySet<Promise<void>>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeOut = new Promise<void>((resolve) => (timer = setTimeout(resolve, AT_MOST)));
  await Promise.race([Promise.all(waitsFor), timeOut]);
  clearTimeout(timer);
}
