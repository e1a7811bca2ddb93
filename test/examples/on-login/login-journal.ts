import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { AccountEvent } from '../../../src/users/account-events.js';

@Injectable()
export class LoginJournal {
  /** A real one writes into a table. */
  readonly entries: string[] = [];

  @OnEvent('logged-in')
  noteLogin({ accountId, address, at }: AccountEvent) {
    this.entries.push(`${at.toISOString()} ${accountId} from ${address}`);
  }

  @OnEvent('login-failed')
  noteFailure({ accountId, address, at, reason }: AccountEvent) {
    this.entries.push(`${at.toISOString()} ${accountId ?? 'nobody'} refused from ${address}: ${reason}`);
  }
}
