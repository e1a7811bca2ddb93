import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { networkOf } from '../../http/client/network-of.js';
import { clientDisconnect } from '../../http/requests/client-disconnect.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { unlessOutage } from '../../outages/outage.js';
import type { HashRequest } from '../../users/passwords/hash-queue.js';
import { UsersService } from '../../users/users.service.js';
import { DeviceCookie, type DeviceOwner } from './device-cookie.js';

/** This is who gives a password, as far as guessing is concerned. */
export interface LoginAttempt {
  readonly address: string;
  /** This aborts when nobody waits for the answer any more. */
  readonly disconnect: AbortSignal;
  /** Returns the device that this browser is for the account; undefined for a stranger. */
  deviceOf(user: DeviceOwner): string | undefined;
  /**
   * Describes this client to the hash queue, for a hash of this account; `known` says whether this browser has logged
   * in to it.
   */
  hashing(account: string, known: boolean): HashRequest;
}

@Injectable()
export class LoginAttempts {
  constructor(
    private readonly devices: DeviceCookie,
    private readonly users: UsersService,
  ) {}

  of(request: Request): LoginAttempt {
    const address = clientAddress(request);
    const disconnect = clientDisconnect(request);
    return {
      address,
      disconnect,
      deviceOf: (user) => this.devices.deviceOf(request, user),
      hashing: (account, known) => ({ account, address: networkOf(address), known, signal: disconnect }),
    };
  }

  /**
   * Makes this browser a device of the account, whatever strangers have tried, after a right password in a session, a
   * new one too. Without PostgreSQL it stays what it was.
   */
  async keepDevice(request: Request, response: Response, accountId: string): Promise<void> {
    const user = await this.users.findById(accountId).catch(unlessOutage);
    if (user) this.devices.set(request, response, user);
  }
}
