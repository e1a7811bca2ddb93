import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import type { FlashCode } from '../../texts/texts.js';
import { PENDING_FLASHES } from '../request-state.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from './cookies.js';
import { showsNoPage } from './content-negotiation.js';

export type { FlashCode };

const AT_MOST = 5;

/** A message waits for the page that shows it for so many milliseconds. */
const LIFE = 5 * 60_000;

/**
 * Keeps messages for the next page, which shows them once. They travel as codes in a signed cookie of their own, so
 * that an anonymous visit needs no session.
 */
@Injectable()
export class Flash {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(
    @Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>,
    private readonly features: Features,
  ) {
    this.name = cookieName('flash', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('flash', settings.sessionSecrets);
  }

  /** Adds a message for the next page: this answer's own, or the one that it sends the browser to. */
  add(request: Request, code: FlashCode): void {
    (request[PENDING_FLASHES] ??= []).push(code);
  }

  /** Returns the messages that this request itself has added. */
  pending(request: Request): readonly FlashCode[] {
    return request[PENDING_FLASHES] ?? [];
  }

  /** Returns all that is to be shown now; this answer clears the cookie. */
  take(request: Request, response: Response): FlashCode[] {
    // Nobody sees this answer, so its messages wait for a page.
    if (showsNoPage(request)) return [...this.pending(request)];
    const sent = this.sent(request);
    if (sent === undefined) return [...this.pending(request)];
    // A request for headers only must not use the message up.
    if (request.method !== 'HEAD') response.clearCookie(this.name, this.attributes);
    return this.join(request, sent);
  }

  /** Keeps what this request has added and what has not been shown yet, for the next page. */
  keep(request: Request, response: Response): void {
    if (this.pending(request).length === 0 || showsNoPage(request)) return;
    const codes = this.join(request, this.sent(request) ?? []);
    const value = this.signer.signJson([Date.now() + LIFE, ...codes]);
    response.cookie(this.name, value, { ...this.attributes, maxAge: LIFE });
  }

  private join(request: Request, sent: readonly FlashCode[]): FlashCode[] {
    return [...new Set([...sent, ...this.pending(request)])].slice(-AT_MOST);
  }

  /** Reads the first cookie that we signed and that has not expired; undefined when none of them is ours. */
  private sent(request: Request): FlashCode[] | undefined {
    const lists = cookiesOf(request, this.name).flatMap((sent) => {
      const list = this.signer.verifyList(sent);
      return list === null ? [] : [list];
    });
    const [, ...codes] = lists.find(([until]) => typeof until === 'number' && until > Date.now()) ?? [];
    return lists.length === 0 ? undefined : codes.filter((code) => this.isKnown(code));
  }

  /** Another version, side by side with this one, may know more codes. */
  private isKnown(code: unknown): code is FlashCode {
    return typeof code === 'string' && Object.hasOwn(this.features.flashes, code);
  }
}
