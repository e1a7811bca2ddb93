import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { PendingLogin } from '../../auth/login/pending-login.js';
import { type Outcome, page, redirect, type RedirectOutcome } from '../../http/responses/outcome.js';
import { shownUser } from '../../http/responses/responder.js';
import { requestText } from '../../sessions/record/successor.js';
import type { Principal } from '../../users/principal/principal.js';
import { RecoveryCodesPage } from '../codes/recovery-codes.page.js';
import { type CodesHolder, ShownCodes } from '../codes/shown-codes.js';

/** This is what the answer to a set-up at a login shows. */
interface ShownSetUp {
  readonly recoveryCodes: readonly string[];
  /** The person goes on to this address. */
  readonly to: string;
}

/** Keeps for a minute what the answer to a set-up at a login shows once, for whoever has to send the form again. */
@Injectable()
export class LostSetUps {
  constructor(private readonly shown: ShownCodes) {}

  /** Returns the recovery codes that this very form has led to. */
  async codesOf(request: Request, login: PendingLogin): Promise<readonly string[] | undefined> {
    const holder = holderOf(login);
    return holder && this.shown.findFor<readonly string[]>(holder, requestText(request));
  }

  async keep(request: Request, login: PendingLogin, codes: readonly string[]): Promise<void> {
    const holder = holderOf(login);
    if (holder) await this.shown.keepFor(holder, requestText(request), codes);
  }

  /** Shows the codes with the way on, and keeps both for the session that has just begun. */
  async show(request: Request, { to, json }: RedirectOutcome, recoveryCodes: readonly string[]): Promise<Outcome> {
    await this.shown.keep(request, requestText(request), { recoveryCodes, to } satisfies ShownSetUp);
    return page(RecoveryCodesPage, { recoveryCodes, goOnTo: to }, { json: { ...json.body, recoveryCodes } });
  }

  /** Shows the codes once more to a browser that has the cookies of the lost answer; null where nothing was lost. */
  async showAgain(request: Request, user: Principal): Promise<Outcome | null> {
    const kept = await this.shown.find<ShownSetUp>(request, requestText(request));
    return kept ? this.show(request, redirect(kept.to, { user: shownUser(user) }), kept.recoveryCodes) : null;
  }
}

/** The secret waits in the cookie, encrypted: no store has that text, and nobody else has the cookie. */
function holderOf({ id, kept }: PendingLogin): CodesHolder | undefined {
  return kept === undefined ? undefined : { tag: id, secret: kept };
}
