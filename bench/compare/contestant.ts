import type { Program } from '../support/program.ts';

/** The kinds of work that are compared; `verify` is forward-auth. */
export const WORKS = ['page', 'json', 'session', 'front', 'static', 'probe', 'verify'] as const;

export type Work = (typeof WORKS)[number];

/** Whom everything is a ratio to. */
export const BASE = 'express';

/** One of those who are compared, running, with everybody signed in. */
export interface Contestant {
  readonly name: string;
  readonly origin: string;
  readonly program: Program;
  readonly cookies: readonly string[];
  /** Where it does which work; what is missing it does not do. */
  readonly paths: Partial<Record<Work, string>>;
}

export const TITLES: Record<Work, string> = {
  page: 'signed-in HTML page',
  json: 'signed-in JSON, /profile',
  session: 'signed-in JSON, /session',
  front: 'anonymous front page',
  static: 'static file (stylesheet)',
  probe: 'health probe',
  verify: '/auth/verify, signed in',
};
