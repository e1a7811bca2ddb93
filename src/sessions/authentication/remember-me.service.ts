import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AddressPace } from '../../http/client/address-pace.js';
import { networkOf } from '../../http/client/network-of.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { ClientFingerprint } from '../record/client-fingerprint.js';
import type { Ending } from '../record/session-record.js';
import { RestoreGate } from './restore-gate.js';
import { SessionReader } from '../record/session-reader.js';
import { SessionRegeneration } from '../express/session-regeneration.js';
import { SessionSerializer } from '../express/session.serializer.js';
import { RememberCookie, type RememberToken } from '../remember-me/remember-cookie.js';
import type { RestoreOutcome } from '../remember-me/restore-outcome.js';
import { RestoreTurns } from '../remember-me/restore-turns.js';
import { SeriesUse } from '../remember-me/series-use.js';
import { SeriesRestore } from './series-restore.js';

/** Signs a browser in again by its remember-me cookie, in a new session that is never fresh. */
@Injectable()
export class RememberMeService {
  /** Somebody who repeats one cookie over many connections would take the time of everybody's pages. */
  private readonly pace = new AddressPace();

  constructor(
    private readonly cookie: RememberCookie,
    private readonly use: SeriesUse,
    private readonly turns: RestoreTurns,
    private readonly restores: SeriesRestore,
    private readonly regeneration: SessionRegeneration,
    private readonly reader: SessionReader,
    private readonly serializer: SessionSerializer,
    private readonly principals: PrincipalsService,
    private readonly clients: ClientFingerprint,
    private readonly gate: RestoreGate,
  ) {}

  /**
   * Sets `request.user` or clears the cookie. It returns an ending if the person is to be told one, and throws in an
   * outage.
   */
  async restore(request: Request, response: Response): Promise<Ending | undefined> {
    if (this.cookie.isNewer(request)) return undefined;
    const tokens = this.cookie.read(request);
    if (tokens.some(({ selector }) => this.gate.isHeld(request, selector))) return undefined;
    const client = this.clients.of(request);
    if (tokens.length > 0) await this.pace.wait(networkOf(client.address));
    const token = await this.use.choose(tokens);
    if (token === undefined) {
      this.cookie.clear(request, response);
      return undefined;
    }
    const presented = { ...token, fingerprint: client.fingerprint };
    const { outcome, isOwn } = await this.turns.run(presented, response, () => this.restores.restore(request, token));
    return this.apply(request, response, token, outcome, isOwn);
  }

  private async apply(
    request: Request,
    response: Response,
    { selector }: RememberToken,
    outcome: RestoreOutcome,
    isOwn: boolean,
  ): Promise<Ending | undefined> {
    if (outcome.kind === 'refused') {
      this.cookie.clear(request, response);
      return outcome.told;
    }
    if (outcome.kind === 'held') await this.gate.hold(request, response, { selector, user: outcome.accountId });
    if (outcome.kind === 'spent') await this.signInOnce(request, outcome.accountId, selector);
    // A logout may have come between: its answer has cleared the cookies, so this one touches none.
    else if (outcome.issued && (outcome.kind === 'held' || isOwn || (await this.adopt(request, outcome.sessionId)))) {
      const { validator, expires } = outcome.issued;
      this.cookie.set(response, { selector, validator }, new Date(expires));
    }
    return undefined;
  }

  /** Gives this request the session that a simultaneous request has begun; returns whether that worked. */
  private async adopt(request: Request, sessionId: string): Promise<boolean> {
    const data = await this.reader.read(sessionId);
    const record = data.passport?.user;
    const principal = record === undefined ? null : await this.serializer.resolvePrincipal(record);
    if (principal !== null) this.regeneration.adopt(request, sessionId, data, principal);
    return principal !== null;
  }

  /** Signs in this request alone: the browser has a newer cookie by now, or will get one, so this answer touches none. */
  private async signInOnce(request: Request, accountId: string, series: string): Promise<void> {
    const principal = await this.principals.read(accountId);
    if (principal === null || !principal.active) return;
    const client = this.clients.of(request);
    await this.regeneration.signInOnce(request, { principal, client, signedInAt: Date.now(), authentications: [], series });
    request.leavesCookies = true;
  }
}
