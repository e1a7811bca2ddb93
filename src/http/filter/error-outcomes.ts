import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Features } from '../../features/features.js';
import { ErrorPage } from '../../views/error.page.js';
import { FaultPage } from '../../views/fault.page.js';
import { confirmPath, pathWithNext } from '../../views/path-with-next.js';
import type { View } from '../../views/view.js';
import {
  AccountChangedHere,
  FreshLoginRequired,
  LoginRequired,
  SecondFactorRequired,
  VerificationRequired,
} from '../errors/access-problems.js';
import { InvalidForm } from '../errors/invalid-form.js';
import { PROBLEMS, type Refusal } from '../errors/problem.js';
import { viewOf } from '../errors/shown-on.decorator.js';
import { Flash } from '../responses/flash.js';
import { type Outcome, PageOutcome, RedirectOutcome } from '../responses/outcome.js';
import { Responder } from '../responses/responder.js';
import { SafeRedirect } from '../routing/safe-redirect.js';
import { oldInput } from './old-input.js';
import type { ShownFault } from './shown-fault.js';

/** Makes the page that a browser is shown, or sent to, when its request failed. */
@Injectable()
export class ErrorOutcomes {
  constructor(
    private readonly responder: Responder,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
    private readonly features: Features,
  ) {}

  /** A refused form is shown again with what was typed; who has to log in or to confirm is sent on; else an error page. */
  of(request: Request, response: Response, problem: Refusal, fault?: ShownFault): Outcome {
    if (problem instanceof InvalidForm && problem.dto !== undefined) {
      const alert = problem.code === 'validation_failed' ? undefined : this.responder.texts(request)[problem.text];
      const next = this.safeRedirect.check(Reflect.get(problem.dto, 'next'));
      const { view, data } = problem.page ?? { view: viewOf(problem.dto) as View, data: { next } };
      return PageOutcome.of(view, data, { status: problem.status, form: oldInput(problem, alert) });
    }
    if (problem instanceof LoginRequired) return this.toLogin(request, problem);
    if (problem instanceof FreshLoginRequired || problem instanceof SecondFactorRequired) return this.toConfirm(request, problem);
    if (problem instanceof VerificationRequired && problem.provenAt !== undefined) return this.toProof(request, problem.provenAt);
    return PageOutcome.of(
      fault === undefined ? ErrorPage : FaultPage,
      {
        status: problem.status,
        // Without the form there are no fields to correct.
        text: problem instanceof InvalidForm ? PROBLEMS.bad_request.text : problem.text,
        requestId: String(response.getHeader('X-Request-Id')),
        values: gapsOf(problem),
        ...(problem.code === 'link_invalid' && { ways: this.features.newLinkPages }),
        ...fault,
      },
      { status: problem.status },
    );
  }

  private toConfirm(request: Request, problem: FreshLoginRequired | SecondFactorRequired): RedirectOutcome {
    const asksFactor = problem instanceof SecondFactorRequired;
    this.flash.add(request, asksFactor ? 'secondFactorRequired' : 'freshLoginRequired');
    return new RedirectOutcome(confirmPath(this.safeRedirect.check(problem.returnTo), asksFactor ? 2 : 1), { status: 200 });
  }

  private toProof(request: Request, provenAt: string): RedirectOutcome {
    this.flash.add(request, 'verificationRequired');
    return new RedirectOutcome(pathWithNext(provenAt, this.pageOf(request)), { status: 200 });
  }

  private toLogin(request: Request, { loginPage, sendTo }: LoginRequired): RedirectOutcome {
    if (sendTo !== undefined) return new RedirectOutcome(sendTo, { status: 200 });
    // A person who is told that the session has ended need not be told to log in.
    if (this.flash.pending(request).length === 0 && !request.leavesCookies) this.flash.add(request, 'loginRequired');
    return new RedirectOutcome(this.safeRedirect.loginAddress(loginPage, this.pageOf(request)), { status: 200 });
  }

  /** Returns where the person goes on afterwards: a form is not sent again, so it leads back to the page that it stands on. */
  private pageOf(request: Request): string | null {
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    return isPage ? this.safeRedirect.check(request.originalUrl) : this.safeRedirect.checkReferer(request.get('referer'));
  }
}

/** Returns what fills the gaps of a refusal's text. */
export function gapsOf(problem: Refusal): Record<string, string> {
  return problem instanceof AccountChangedHere ? { username: problem.username } : {};
}
