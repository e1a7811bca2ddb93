import { STATUS_CODES } from 'node:http';
import { type HttpException, HttpStatus } from '@nestjs/common';
import { FORBIDDEN_MESSAGE } from '@nestjs/core/guards/constants.js';
import { type ProblemCode, PROBLEMS, type Refusal } from './problem.js';

/** These statuses have a code of ours that is not named after them; any other code of ours says more than the status. */
const CODES: Readonly<Record<number, ProblemCode>> = {
  422: 'validation_failed',
  429: 'too_many_attempts',
  500: 'internal_error',
};

/** Nest makes bodies of these members from the text that an author gives; any other object is the author's own. */
const OF_NEST: ReadonlySet<string> = new Set(['statusCode', 'message', 'error', 'errorCode']);

type Response = Readonly<Record<string, unknown>>;

/**
 * Is what an `HttpException` says: its status stays, its text is shown, and an object that its author made is the body
 * for programs as it is. Nobody is alarmed by a 5xx of this kind, which somebody threw on purpose.
 */
export class StatedRefusal implements Refusal {
  readonly options: Refusal['options'] = {};
  readonly status: number;
  readonly code: string;
  readonly text: string;
  /** This is the whole body for programs, where the author made one. */
  readonly body: object | undefined;
  /** These are the members of Nest's own body, for clients that were written for it. */
  readonly members: object;

  constructor(exception: HttpException) {
    this.status = exception.getStatus();
    const response = responseOf(exception);
    this.code = CODES[this.status] ?? nameOf(this.status);
    const known = Object.hasOwn(PROBLEMS, this.code) ? PROBLEMS[this.code as ProblemCode].text : undefined;
    this.text = textIn(response, this.status) ?? known ?? phraseOf(this.status);
    const isOfNest = Object.keys(response).every((key) => OF_NEST.has(key));
    this.body = isOfNest ? undefined : response;
    this.members = isOfNest ? response : {};
  }
}

/** Returns the body that Nest would send; it sends nothing of an error that stands in the place of one. */
function responseOf(exception: HttpException): Response {
  const response: unknown = exception.getResponse();
  if (response instanceof Error) return {};
  if (typeof response === 'object' && response !== null) return response as Response;
  return { statusCode: exception.getStatus(), message: response };
}

/** Returns `payment_required` for 402: the status by its name in Nest's `HttpStatus`. */
function nameOf(status: number): string {
  const name: unknown = Reflect.get(HttpStatus, status);
  return typeof name === 'string' ? name.toLowerCase() : `http_${status}`;
}

function phraseOf(status: number): string {
  return STATUS_CODES[status] ?? `Error ${status}`;
}

/** Returns the author's text. A guard that returned false has said nothing: Nest makes a sentence of it. An exception that was thrown without one has the phrase of its status instead. */
function textIn({ message, error }: Response, status: number): string | undefined {
  const texts = [Array.isArray(message) ? message.filter((part) => typeof part === 'string').join('; ') : message, error];
  return texts.find((text): text is string => isSaid(text, status));
}

function isSaid(text: unknown, status: number): boolean {
  if (typeof text !== 'string' || text === '' || text === FORBIDDEN_MESSAGE) return false;
  return text.toLowerCase() !== phraseOf(status).toLowerCase();
}
