import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Logger } from '../../log/logger.js';
import { isStoreUnavailable } from '../../outages/outage.js';
import { textFor } from '../../texts/texts.js';
import { FreshLoginRequired, LoginRequired, SecondFactorRequired, VerificationRequired } from '../errors/access-problems.js';
import { Flash } from '../responses/flash.js';
import { keepNothing } from '../responses/keep-nothing.js';
import { InvalidForm } from '../errors/invalid-form.js';
import { preferJson, showsNoPage, wantsHtml } from '../responses/content-negotiation.js';
import { OutcomeThrown } from '../responses/outcome-thrown.js';
import { ErrorOutcomes, gapsOf } from './error-outcomes.js';
import { fieldMembers, problemBody } from './problem-body.js';
import type { Refusal } from '../errors/problem.js';
import { StatedRefusal } from '../errors/stated-refusal.js';
import { toProblem } from './error-mapping.js';
import { Responder } from '../responses/responder.js';
import { noteOrigin } from './running-handler.js';
import { logProblem } from './security-log.js';
import { type ShownFault, ShownFaults } from './shown-fault.js';
import { type EncodedText, sendText } from '../responses/send-text.js';

/** These send browsers to a page that asks for something, and programs get the refusal. */
const ASKS = [LoginRequired, FreshLoginRequired, SecondFactorRequired, VerificationRequired] as const;

/** Answers every request that failed: with the form again, the login page, an error page or problem+json. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly responder: Responder,
    private readonly outcomes: ErrorOutcomes,
    private readonly flash: Flash,
    private readonly logger: Logger,
    private readonly faults: ShownFaults,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    noteOrigin(error, request);
    if (error instanceof OutcomeThrown) return sendText(response, this.responder.respond(request, response, error.outcome));
    if (response.headersSent) return this.tooLate(response, error);
    const problem = toProblem(error, request);
    if (problem === 'options')
      return void response
        .status(204)
        .setHeader('Allow', request.allowed ?? '')
        .end();
    logProblem(this.logger, problem, error, request);
    forgetAnswer(response);
    for (const [name, value] of Object.entries(problem.options.headers ?? {})) response.setHeader(name, value);
    // An object is for programs: who does not ask for a page, such as a probe, gets it as it is.
    if (problem instanceof StatedRefusal && problem.body !== undefined) preferJson(request);
    const isAsked = ASKS.some((kind) => problem instanceof kind);
    // A script that no page listens to would follow to the login page and take it for its answer.
    const inHtml = wantsHtml(request) && !(isAsked && showsNoPage(request));
    const fault = this.faults.of(error, problem, request);
    sendText(response, inHtml ? this.html(request, response, problem, fault) : this.problem(request, response, problem, fault));
  }

  /** Cuts off an answer that is on its way already, unless it is complete. */
  private tooLate(response: Response, error: unknown): void {
    // express-session saves when the page has gone out: an outage that comes in between is in the log already.
    if (!isStoreUnavailable(error))
      this.logger.fault('unexpected-error', error, { event: 'unexpected-error', reason: 'after the answer' });
    if (!response.writableEnded) response.destroy();
  }

  private html(request: Request, response: Response, problem: Refusal, fault?: ShownFault): string | EncodedText {
    try {
      return this.responder.respond(request, response, this.outcomes.of(request, response, problem, fault));
    } catch (error) {
      // A layout or a page of a team's throws, and so may its error page.
      this.logger.fault('unexpected-error', error, { event: 'unexpected-error', reason: 'the page of an error' });
      return this.second(request, response, error) ?? this.responder.plain(request, response, 'internalError');
    }
  }

  /** Shows a developer why the page of an error failed; returns nothing to others, and where that fails too. */
  private second(request: Request, response: Response, error: unknown): string | EncodedText | undefined {
    const problem = toProblem(error, request);
    if (problem === 'options') return undefined;
    const fault = this.faults.of(error, problem, request);
    if (fault === undefined) return undefined;
    try {
      return this.responder.respond(request, response, this.outcomes.of(request, response, problem, fault));
    } catch {
      return undefined;
    }
  }

  private problem(request: Request, response: Response, problem: Refusal, fault?: ShownFault): string {
    if (problem instanceof StatedRefusal && problem.body !== undefined) {
      return this.responder.json(response, problem.status, problem.body);
    }
    const [told] = problem.code === 'login_required' ? this.flash.pending(request) : [];
    const texts = this.responder.texts(request);
    const detail = textFor(texts, told?.code ?? problem.text, told?.values ?? gapsOf(problem));
    const members = problem instanceof InvalidForm ? fieldMembers(texts, problem.errors) : told && { reason: told.code };
    const body = problemBody(problem, detail, String(response.getHeader('X-Request-Id')), members);
    const stated = problem instanceof StatedRefusal ? problem.members : {};
    return this.responder.problem(request, response, problem.status, { ...body, ...stated, ...fault });
  }
}

/** Takes back what a handler had said about the answer that did not come: nothing keeps an error, or saves it as a file. */
function forgetAnswer(response: Response): void {
  for (const name of ['Content-Disposition', 'Content-Encoding', 'ETag', 'Last-Modified']) response.removeHeader(name);
  keepNothing(response);
}
