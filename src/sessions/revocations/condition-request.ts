import type { Condition } from './condition.js';
import { networkText, parseNetwork } from './network.js';

/** This is a condition as somebody states it: texts, of which those that are undefined or empty say nothing. */
export interface ConditionRequest {
  /** This is ISO 8601 with a zone, or `now`. */
  readonly before: string;
  readonly role?: string | undefined;
  readonly method?: string | undefined;
  /** This is a network in CIDR notation, or one address. */
  readonly network?: string | undefined;
  /** These are ids, usernames or e-mail addresses. */
  readonly users?: readonly string[] | undefined;
  readonly reason?: string | undefined;
}

/** These are codes of texts with what fills their gaps, by the names of the fields that are at fault, as forms show them. */
export type ConditionErrors = Readonly<Record<string, readonly ConditionError[]>>;

export interface ConditionError {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Is thrown for a condition that breaks a rule. Nothing was done. */
export class InvalidCondition extends Error {
  override readonly name = 'InvalidCondition';

  constructor(readonly errors: ConditionErrors) {
    super('a condition breaks a rule');
  }
}

/** This is a condition whose accounts have yet to be found. */
export type ReadCondition = Omit<Condition, 'users' | 'roleHolders'> & { readonly reason: string | null };

const ROLE = /^[\w.-]{1,64}$/;
const METHOD = /^[a-z][a-z\d-]{0,39}$/;

/** A time without a zone would be that of whichever machine reads it; a day alone is that day in UTC, by ISO 8601 as ECMAScript has it. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** A person reads a reason in one sentence: no line breaks, and nothing that turns the direction of the text. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const REASON = /^.{1,500}$/su;

/** Reads the texts. Throws {@link InvalidCondition} with every field that is at fault. */
export function readCondition({ before, role, method, network, reason }: ConditionRequest): ReadCondition {
  const errors: Record<string, readonly ConditionError[]> = {};
  const read = <T>(field: string, code: string, text: string | undefined, parse: (text: string) => T | undefined): T | null => {
    const trimmed = text?.trim() ?? '';
    if (trimmed === '') return null;
    const value = parse(trimmed);
    if (value === undefined) errors[field] = [{ code }];
    return value ?? null;
  };
  const time = read('before', 'revocationBefore', before || '-', timeOf);
  // Clocks of instances may differ: whoever has just logged in is not to be logged out again and again.
  if (time !== null && time > Date.now()) errors['before'] = [{ code: 'revocationBeforeLater' }];
  const condition = {
    before: time ?? 0,
    role: read('role', 'revocationRole', role, (text) => matching(ROLE, text)),
    method: read('method', 'revocationMethod', method, (text) => matching(METHOD, text)),
    network: read('network', 'revocationNetwork', network, normalNetwork),
    reason: read('reason', 'revocationReason', reason, reasonOf),
  };
  if (Object.keys(errors).length > 0) throw new InvalidCondition(errors);
  return condition;
}

function matching(pattern: RegExp, text: string): string | undefined {
  return pattern.test(text) ? text : undefined;
}

function timeOf(text: string): number | undefined {
  if (text === 'now') return Date.now();
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) || time < 0 ? undefined : time;
}

function normalNetwork(text: string): string | undefined {
  const network = parseNetwork(text);
  return network && networkText(network);
}

function reasonOf(text: string): string | undefined {
  return REASON.test(text) && !UNSEEN.test(text) ? text : undefined;
}
