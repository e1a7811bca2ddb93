import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Logger } from '../log/logger.js';
import type { AccountEventName } from '../log/security-events.js';
import { requestScope } from '../log/request-scope.js';

export type { AccountEventName };

export interface AccountEventDetails {
  /** This is undefined where no account was meant. */
  readonly accountId: string | undefined;
  readonly reason?: string | undefined;
}

/** Listeners receive this: `@OnEvent('logged-in') greet(event: AccountEvent)`. */
export interface AccountEvent extends AccountEventDetails {
  readonly name: AccountEventName;
  readonly requestId: string | undefined;
  readonly address: string | undefined;
  readonly at: Date;
}

/** Emits each event once; a log line says who, from where and in which request. Neither holds a password or a session id. */
@Injectable()
export class AccountEvents {
  constructor(
    private readonly logger: Logger,
    private readonly emitter: EventEmitter2,
  ) {}

  announce(name: AccountEventName, { accountId, reason }: AccountEventDetails): void {
    const { requestId, address } = requestScope.getStore() ?? {};
    this.logger.info(name, { event: name, address, accountId, reason });
    this.emitter.emit(name, { name, accountId, reason, requestId, address, at: new Date() } satisfies AccountEvent);
  }
}
