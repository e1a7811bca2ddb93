import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { clientDisconnect } from '../../http/requests/client-disconnect.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import type { User } from '../../users/user.entity.js';
import { DeviceCookie } from './device-cookie.js';

/** Who gives a password, as far as guessing is concerned. */
export interface LoginAttempt {
  readonly address: string;
  /** Aborts when nobody waits for the answer any more. */
  readonly disconnect: AbortSignal;
  /** The device that this browser is for the account; undefined for a stranger. */
  deviceOf(user: User): string | undefined;
}

@Injectable()
export class LoginAttempts {
  constructor(private readonly devices: DeviceCookie) {}

  of(request: Request): LoginAttempt {
    return {
      address: clientAddress(request),
      disconnect: clientDisconnect(request),
      deviceOf: (user) => this.devices.deviceOf(request, user),
    };
  }
}
