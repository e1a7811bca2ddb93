import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { clientGone } from '../../http/client-gone.js';
import { clientAddress } from '../../http/trusted-proxies.js';
import type { User } from '../../users/user.entity.js';
import { DeviceCookie } from './device-cookie.js';

/** Who gives a password, as far as guessing is concerned. */
export interface LoginClient {
  readonly address: string;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
  /** The device that this browser is for the account; undefined for a stranger. */
  deviceOf(user: User): string | undefined;
}

@Injectable()
export class LoginClients {
  constructor(@Inject(DeviceCookie) private readonly devices: DeviceCookie) {}

  of(request: Request): LoginClient {
    return {
      address: clientAddress(request),
      gone: clientGone(request),
      deviceOf: (user) => this.devices.deviceOf(request, user),
    };
  }
}
