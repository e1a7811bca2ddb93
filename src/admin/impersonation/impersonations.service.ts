import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { unitOfWork } from '../../database/unit-of-work.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { Problem } from '../../http/errors/problem.js';
import { Outbox } from '../../mail/outbox.js';
import { Notices } from '../../notices/notices.service.js';
import { ImpersonatedSessions } from '../../sessions/impersonated-sessions.js';
import { openSuccessor, requestText, sealSuccessor } from '../../sessions/record/successor.js';
import { Impersonators } from '../../sessions/impersonation/impersonators.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { isOpen, type User } from '../../users/user.entity.js';
import type { DeedDto } from '../users/deed.dto.js';
import { RepeatedDeeds } from '../users/repeated-deeds.js';

/** Lets administrators act as somebody. Nothing else begins such a session. */
@Injectable()
export class Impersonations {
  constructor(
    private readonly em: EntityManager,
    private readonly sessions: ImpersonatedSessions,
    private readonly impersonators: Impersonators,
    private readonly notices: Notices,
    private readonly outbox: Outbox,
    private readonly events: AccountEvents,
    private readonly repeated: RepeatedDeeds,
  ) {}

  /**
   * Signs this browser in as the person; who sends the same form again, because an answer was lost, comes into the same
   * session. Throws `cannot_impersonate` for administrators, oneself, and accounts that are disabled or closed.
   */
  async begin(request: Request, response: Response, user: User, form: DeedDto): Promise<Principal> {
    const [ownId, text] = [request.sessionID, requestText(request)];
    let begun: Principal | undefined;
    const left = await this.repeated.once(request, async () => {
      begun = await this.start(request, response, user, form);
      return sealSuccessor(ownId, text, { sessionId: request.sessionID });
    });
    if (begun !== undefined) return begun;
    const before = openSuccessor(ownId, text, left);
    const again = before && (await this.sessions.resumeImpersonation(request, response, before.sessionId));
    // That session is over: this is somebody who wants another one.
    return again ?? this.start(request, response, user, form);
  }

  private async start(request: Request, response: Response, user: User, form: DeedDto): Promise<Principal> {
    const { user: admin } = request;
    if (admin === undefined) throw new Problem('login_required');
    if (!isOpen(user) || !this.impersonators.may(admin, user)) {
      this.events.announce('impersonation-refused', { accountId: user.id, actorId: admin.id, reason: form.reason });
      throw new InvalidForm('cannot_impersonate', form);
    }
    // This comes first, because nobody shall act as a person who is not told. Whose device it is concerns nobody else.
    if (this.outbox.isOpen) {
      await unitOfWork(this.em).transactional((em) => this.notices.put(em, user, 'impersonated', null));
    }
    const principal = await this.sessions.beginImpersonation(request, response, user);
    this.events.announce('impersonation-started', { accountId: user.id, actorId: admin.id, reason: form.reason });
    return principal;
  }
}
