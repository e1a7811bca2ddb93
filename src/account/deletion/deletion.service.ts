import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { lowerAscii } from '../../forms/ascii.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Visitors } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { unlessOutage } from '../../outages/outage.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import { SeriesService } from '../../sessions/remember-me/series.service.js';
import { AccountChanged } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { AccountClosing } from '../../users/removal/account-closing.js';
import { LastAdmin } from '../../users/last-admin.js';
import { AccountRemoval } from '../../users/removal/account-removal.js';
import type { User } from '../../users/user.entity.js';
import type { DeletionDto } from './deletion.dto.js';
import { DeletionSettings } from './deletion.settings.js';

/** Ends an account because its owner wants that. */
@Injectable()
export class DeletionService {
  constructor(
    private readonly settings: DeletionSettings,
    private readonly closing: AccountClosing,
    private readonly removal: AccountRemoval,
    private readonly principals: PrincipalsService,
    private readonly accountSessions: AccountSessionsService,
    private readonly series: SeriesService,
    private readonly notices: Notices,
    private readonly visitors: Visitors,
    private readonly events: AccountEvents,
  ) {}

  get isAtOnce(): boolean {
    return this.settings.deletionGrace === 0;
  }

  /** Returns when an account that is closed now would be removed. */
  deleteAt(): Date {
    return new Date(Date.now() + this.settings.deletionGrace);
  }

  /** Throws InvalidForm unless the account's own username was typed, in any case of letters. */
  checkUsername({ username }: Principal, form: DeletionDto): void {
    if (lowerAscii(form.username) === lowerAscii(username)) return;
    throw new InvalidForm('validation_failed', form, { username: [{ code: 'deletionUsernameDiffers' }] });
  }

  /**
   * Closes the account until then, or removes it where there is no grace, and returns when it is gone. One that was closed or
   * removed at the same moment has the same outcome. Throws AccountChanged when its sessions were revoked at that
   * moment, ErasureFailed, and InvalidForm for the last administrator.
   */
  end(user: Principal, request: Request, form: DeletionDto, deleteAt: Date): Promise<Date> {
    const ended = this.isAtOnce ? this.remove(user, deleteAt) : this.close(user, request, deleteAt);
    return ended.catch((error: unknown) => {
      throw error instanceof LastAdmin ? new InvalidForm(error.code, form) : error;
    });
  }

  private async remove({ id, securityStamp }: Principal, at: Date): Promise<Date> {
    const isDue = (found: User): boolean => found.securityStamp === securityStamp;
    const removed = await this.removal.remove(id, { reason: 'owner', username: 'reserved', isDue });
    if (!removed && (await this.principals.read(id)) !== null) throw new AccountChanged();
    return at;
  }

  private async close(user: Principal, request: Request, deleteAt: Date): Promise<Date> {
    const by = this.visitors.of(request);
    const closed = await this.closing.close(user, deleteAt, (em, found) =>
      this.notices.put(em, found, 'deletionRequested', by, { date: minuteOf(deleteAt) }),
    );
    if (closed === deleteAt) this.events.announce('deletion-requested', { accountId: user.id });
    // The new stamp has ended sessions and series already, in an outage too; this tells why, and forgets their devices.
    await this.accountSessions.endAll(user.hashTag, 'closed').catch(unlessOutage);
    await this.series.revokeAll(user.id).catch(unlessOutage);
    return closed;
  }
}

function minuteOf(time: Date): string {
  const iso = time.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
