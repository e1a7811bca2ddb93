import { STATUS_CODES } from 'node:http';
import { type Texts, textFor } from '../../texts/texts.js';
import type { FieldErrors } from '../../views/view.js';
import type { Refusal } from '../errors/problem.js';

/** Some problems tell more (RFC 9457, 3.2). */
export interface ProblemMembers {
  /** The sentences at each field, in the order of its rules. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  /** The codes of the same rules, which stay when sentences are worded anew or come in another language. */
  readonly errorCodes?: Readonly<Record<string, readonly string[]>>;
  /** The code of the sentence that says why a session has ended. */
  readonly reason?: string;
}

/** Makes the body of an error for programs (RFC 9457). `code` is stable; `title` and `detail` are for people. */
export function problemBody(problem: Refusal, detail: string, requestId: string, members: ProblemMembers = {}) {
  const { status, code } = problem;
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code, requestId, ...members };
}

/** Returns what is wrong with each field, as sentences and as codes; nothing where no field is at fault. */
export function fieldMembers(texts: Texts, errors: FieldErrors): ProblemMembers {
  const fields = Object.entries(errors);
  if (fields.length === 0) return {};
  const sentences = fields.map(([field, messages]) => [field, messages.map(({ code, values }) => textFor(texts, code, values))]);
  const codes = fields.map(([field, messages]) => [field, messages.map(({ code }) => code)]);
  return { errors: Object.fromEntries(sentences), errorCodes: Object.fromEntries(codes) };
}
