import type { Request } from 'express';
import type { Outcome } from '../http/responses/outcome.js';
import type { Token } from './token.entity.js';

/** The page that a mailed link of one kind leads to. Any module provides them as classes that extend this one. */
export abstract class TokenPage {
  /** No other page has this kind. */
  abstract readonly kind: string;

  /** Shows what the link is for, with the button that does it. It changes nothing: scanners of mail open links too. */
  abstract show(token: Token, text: string, request: Request): Outcome | Promise<Outcome>;
}
