import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import type { LogFields } from '../../log/log-fields.js';
import { Logger } from '../../log/logger.js';
import { requestScope } from '../../log/request-scope.js';
import type { UnloggedDetails } from '../../log/security-events.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { isAccountId } from '../../users/user.entity.js';
import { AuditWriter } from './audit-writer.js';
import { ErasedSubjects } from './erased-subjects.js';
import { holdAnswer } from './held-answer.js';
import { type Happening, newRow } from './new-row.js';
import { NoiseCounts } from './noise.js';

/** Milliseconds. */
const MINUTE = 60_000;

/**
 * Makes a row of every security event. It hears them where their lines are written, because that is the one place that
 * all of them pass: events of accounts, refusals without one, the operator's commands, and those of a team.
 */
@Injectable()
export class AuditRecorder implements OnModuleInit, BeforeApplicationShutdown {
  private readonly noise = new NoiseCounts();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly writer: AuditWriter,
    private readonly erased: ErasedSubjects,
  ) {}

  onModuleInit(): void {
    this.logger.onSecurityEvent((event, fields, details) => this.record(event, fields, details));
    this.timer = setInterval(() => void this.writeRepeated(), MINUTE).unref();
  }

  /** Requests have ended by now, and the database closes after this. */
  beforeApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** Writes all that has happened. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.writeRepeated();
    await this.writer.close();
  }

  /** Writes how often noise came again in the minute that is over. */
  async writeRepeated(): Promise<void> {
    const repeated = this.noise.takeRepeated();
    await Promise.all(repeated.map(({ happening, count }) => this.write(happening, count)));
  }

  private record(event: string, fields: LogFields, { changes }: UnloggedDetails): void {
    const { requestId, response } = requestScope.getStore() ?? {};
    const request = response === undefined ? undefined : (Reflect.get(response, 'req') as Request);
    const happening: Happening = {
      event,
      accountId: accountOf(fields['accountId']),
      actorId: accountOf(fields['actorId']),
      address: text(fields['address']),
      device: request?.headers['user-agent'],
      session: request === undefined ? undefined : publicSessionId(request),
      reason: text(fields['reason']),
      requestId,
      changes,
    };
    if (this.noise.isNoise(happening)) {
      const first = this.noise.add(happening);
      if (first !== undefined) void this.write(first, 1);
      return;
    }
    const written = this.write(happening, 1);
    if (response !== undefined) holdAnswer(response, written);
  }

  private write(happening: Happening, count: number): Promise<void> {
    const { accountId } = happening;
    const erasedSubject = accountId === undefined ? undefined : this.erased.of(accountId);
    return this.writer.add(newRow(happening, Date.now(), count, erasedSubject));
  }
}

/** A team may announce anything, and a wrong id would be refused with every row beside it. */
function accountOf(value: LogFields[string]): string | undefined {
  return typeof value === 'string' && isAccountId(value) ? value : undefined;
}

function text(value: LogFields[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Returns the beginning of what the list of sessions calls this one; it signs nobody in. */
function publicSessionId({ sessionID }: Request): string | undefined {
  return addressOf(sessionID)?.hash.slice(0, 12);
}
