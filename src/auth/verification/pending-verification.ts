import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { User } from '../../users/user.entity.js';
import type { LoginAtStep } from '../login/login.service.js';
import { LoginSteps } from '../login/login-steps.js';
import { PendingLoginCookie } from '../login/pending-login.cookie.js';
import { PendingLoginMarks } from '../login/pending-login.marks.js';
import { PendingLoginTurns } from '../login/pending-login.turns.js';
import { PendingLoginsService } from '../login/pending-logins.service.js';
import type { PendingLogin } from '../login/pending-login.js';
import { VerificationStep } from './verification.step.js';

const { name: step, path } = new VerificationStep();

/** This is a pending login whose browser is at the proof of an address. */
export interface WaitingLogin extends LoginAtStep {
  /** The proof came from elsewhere, so the login may go on. */
  readonly isOver: boolean;
}

/** Finds the pending login of a browser on pages that guests may see too. */
@Injectable()
export class PendingVerification {
  constructor(
    private readonly cookie: PendingLoginCookie,
    private readonly pending: PendingLoginsService,
    private readonly marks: PendingLoginMarks,
    private readonly turns: PendingLoginTurns,
    private readonly steps: LoginSteps,
  ) {}

  /** Returns the account whose password this browser has given: in its session, or in a login that is at any step. */
  async accountIdOf(request: Request): Promise<string | undefined> {
    return request.user?.id ?? (await this.find(request))?.accountId;
  }

  /** Returns null for everybody whose login is not at this step, or has passed it. */
  async of(request: Request, response: Response): Promise<WaitingLogin | null> {
    const login = this.cookie.read(request);
    if (login !== undefined) await this.turns.wait(login, request, response);
    const waiting = await this.find(request);
    if (waiting === null) return null;
    const due = await this.steps.nextDue(waiting.user, waiting);
    // Another step may be due behind this one: the login goes on to it.
    const isOver = due?.name !== step && waiting.stepPath === path;
    return due?.name === step || isOver ? { ...waiting, step, isOver } : null;
  }

  private async find(request: Request): Promise<(PendingLogin & { readonly user: User }) | null> {
    const login = this.cookie.read(request);
    if (login === undefined || request.user !== undefined) return null;
    const [user, passed] = await Promise.all([this.pending.accountOf(login), this.marks.spent(login)]);
    return user === null || passed !== null ? null : { ...login, user };
  }
}
