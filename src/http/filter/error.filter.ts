import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Logger } from '../../log/logger.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import { ErrorPage } from '../../views/error.page.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { textFor, type Texts } from '../../texts/texts.js';
import type { FieldErrors } from '../../views/view.js';
import { AccountChangedHere, FreshLoginRequired, LoginRequired } from '../errors/access-problems.js';
import { Flash } from '../responses/flash.js';
import { InvalidForm } from '../errors/invalid-form.js';
import { showsNoPage, wantsHtml } from '../responses/content-negotiation.js';
import { type Outcome, PageOutcome, RedirectOutcome } from '../responses/outcome.js';
import { OutcomeThrown } from '../responses/outcome-thrown.js';
import { problemBody } from './problem-body.js';
import { PROBLEMS, Problem } from '../errors/problem.js';
import { toProblem } from './error-mapping.js';
import { Responder } from '../responses/responder.js';
import { SafeRedirect } from '../routing/safe-redirect.js';
import { logProblem } from './security-log.js';
import { sendText } from '../responses/send-text.js';
import { viewOf } from '../errors/shown-on.decorator.js';
import { oldInput } from './old-input.js';

/** Answers every request that failed: with the form again, the login page, an error page or problem+json. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly responder: Responder,
    private readonly safeRedirect: SafeRedirect,
    private readonly flash: Flash,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof OutcomeThrown) return sendText(response, this.responder.respond(request, response, error.outcome));
    if (response.headersSent) return this.tooLate(response, error);
    const problem = toProblem(error, request);
    if (problem === 'options')
      return void response
        .status(204)
        .setHeader('Allow', request.allowed ?? '')
        .end();
    logProblem(this.logger, problem, error, request);
    for (const [name, value] of Object.entries(problem.options.headers ?? {})) response.setHeader(name, value);
    const isAsked = problem instanceof LoginRequired || problem instanceof FreshLoginRequired;
    // A script that no page listens to would follow to the login page and take it for its answer.
    const inHtml = wantsHtml(request) && !(isAsked && showsNoPage(request));
    sendText(response, inHtml ? this.html(request, response, problem) : this.problem(request, response, problem));
  }

  /** Cuts off an answer that is on its way already, unless it is complete. */
  private tooLate(response: Response, error: unknown): void {
    // express-session saves when the page has gone out: an outage that comes in between is in the log already.
    if (!isStoreUnavailable(error))
      this.logger.fault('unexpected-error', error, { event: 'unexpected-error', reason: 'after the answer' });
    if (!response.writableEnded) response.destroy();
  }

  private html(request: Request, response: Response, problem: Problem): string {
    return this.responder.respond(request, response, this.outcome(request, response, problem));
  }

  private outcome(request: Request, response: Response, problem: Problem): Outcome {
    if (problem instanceof InvalidForm && problem.dto !== undefined) {
      const alert = problem.code === 'validation_failed' ? undefined : this.responder.texts(request)[PROBLEMS[problem.code].text];
      const next = this.safeRedirect.check(Reflect.get(problem.dto, 'next'));
      return PageOutcome.of(viewOf(problem.dto), { next }, problem.status, oldInput(problem, alert));
    }
    if (problem instanceof LoginRequired) return this.toLogin(request, problem);
    if (problem instanceof FreshLoginRequired) return this.toConfirm(request, problem.returnTo);
    return PageOutcome.of(
      ErrorPage,
      {
        status: problem.status,
        // Without the form there are no fields to correct.
        text: PROBLEMS[problem instanceof InvalidForm ? 'bad_request' : problem.code].text,
        requestId: String(response.getHeader('X-Request-Id')),
        values: gapsOf(problem),
      },
      problem.status,
    );
  }

  private toConfirm(request: Request, returnTo: string | null): RedirectOutcome {
    this.flash.add(request, 'freshLoginRequired');
    return new RedirectOutcome(pathWithNext('/confirm', this.safeRedirect.check(returnTo)), { status: 200 });
  }

  private toLogin(request: Request, { loginPage, sendTo }: LoginRequired): RedirectOutcome {
    if (sendTo !== undefined) return new RedirectOutcome(sendTo, { status: 200 });
    // A person who is told that the session has ended need not be told to log in.
    if (this.flash.pending(request).length === 0 && !request.leavesCookies) this.flash.add(request, 'loginRequired');
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    // A form that was open when the session ended leads back to the page that it stands on.
    const next = isPage ? this.safeRedirect.check(request.originalUrl) : this.safeRedirect.checkReferer(request.get('referer'));
    return new RedirectOutcome(this.safeRedirect.loginAddress(loginPage, next), { status: 200 });
  }

  private problem(request: Request, response: Response, problem: Problem): string {
    const [told] = problem.code === 'login_required' ? this.flash.pending(request) : [];
    const texts = this.responder.texts(request);
    const detail = textFor(texts, told ?? PROBLEMS[problem.code].text, gapsOf(problem));
    const errors = problem instanceof InvalidForm ? sentences(texts, problem.errors) : undefined;
    const body = problemBody(problem, detail, String(response.getHeader('X-Request-Id')), errors);
    return this.responder.json(response, problem.status, body, 'application/problem+json');
  }
}

function gapsOf(problem: Problem): Record<string, string> {
  return problem instanceof AccountChangedHere ? { username: problem.username } : {};
}

function sentences(texts: Texts, errors: FieldErrors): Record<string, string[]> | undefined {
  const fields = Object.entries(errors);
  if (fields.length === 0) return undefined;
  return Object.fromEntries(
    fields.map(([field, messages]) => [field, messages.map(({ code, values }) => textFor(texts, code, values))]),
  );
}
