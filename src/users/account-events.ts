import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Logger } from '../log/logger.js';
import type { AccountEventName, FieldChanges } from '../log/security-events.js';
import { requestScope } from '../log/request-scope.js';
import { actingPerson } from '../log/acting-person.js';

export type { AccountEventName };

export interface AccountEventDetails {
  /** This is undefined where no account was meant. */
  readonly accountId: string | undefined;
  /** This is who did it where that is somebody else, such as an administrator. */
  readonly actorId?: string | undefined;
  readonly reason?: string | undefined;
  /** This is the role that was given or taken. */
  readonly role?: string | undefined;
  /** These are changed fields with their old and new values. The audit log keeps them, the log and listeners do not have them. */
  readonly changes?: FieldChanges | undefined;
}

/** Listeners receive this: `@OnEvent('logged-in') greet(event: AccountEvent)`. */
export interface AccountEvent extends Omit<AccountEventDetails, 'changes'> {
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

  /** While an administrator acts as somebody, that one is the actor of whatever happens. */
  announce(name: AccountEventName, { accountId, reason, role, changes, ...who }: AccountEventDetails): void {
    const { actorId = actingPerson() } = who;
    const { requestId, address } = requestScope.getStore() ?? {};
    this.logger.event(name, { address, accountId, actorId, reason, role }, { changes });
    const at = new Date();
    this.emitter.emit(name, { name, accountId, actorId, reason, role, requestId, address, at } satisfies AccountEvent);
  }
}
