import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import type { FlashCode, FlashMessage } from '../../texts/texts.js';
import { PENDING_FLASHES } from '../request-state.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from './cookies.js';
import { showsNoPage } from './content-negotiation.js';

export type { FlashCode };

const AT_MOST = 5;

/** The messages of one cookie have at most so many bytes as JSON: browsers drop a cookie over 4,096 bytes. */
const LONGEST = 2_800;

/** A message waits for the page that shows it for so many milliseconds. */
const LIFE = 5 * 60_000;

/**
 * Keeps messages for the next page, which shows them once. They travel as codes, with what fills the gaps of their
 * texts, in a signed cookie of their own, so that an anonymous visit needs no session.
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

  /**
   * Adds a message for the next page: this answer's own, or the one that it sends the browser to. `values` fill the
   * gaps of its text.
   */
  add(request: Request, code: FlashCode, values?: FlashMessage['values']): void {
    (request[PENDING_FLASHES] ??= []).push({ code, ...(values && { values }) });
  }

  /** Returns the messages that this request itself has added. */
  pending(request: Request): readonly FlashMessage[] {
    return request[PENDING_FLASHES] ?? [];
  }

  /** Returns all that is to be shown now; this answer clears the cookie. */
  take(request: Request, response: Response): FlashMessage[] {
    // Without a cookie nothing waits. Where nobody sees this answer, its messages wait for a page.
    if (request.headers.cookie === undefined || showsNoPage(request)) return [...this.pending(request)];
    const sent = this.sent(request);
    if (sent === undefined) return [...this.pending(request)];
    // A request for headers only must not use the message up.
    if (request.method !== 'HEAD') response.clearCookie(this.name, this.attributes);
    return this.join(request, sent);
  }

  /** Keeps what this request has added and what has not been shown yet, for the next page. */
  keep(request: Request, response: Response): void {
    if (this.pending(request).length === 0 || showsNoPage(request)) return;
    const messages = this.join(request, this.sent(request) ?? []);
    const value = this.signer.signJson([Date.now() + LIFE, ...messages.map(encoded)]);
    response.cookie(this.name, value, { ...this.attributes, maxAge: LIFE });
  }

  /** Each code is there once, because a page names the sentence of a message by it. */
  private join(request: Request, sent: readonly FlashMessage[]): FlashMessage[] {
    const byCode = new Map([...sent, ...this.pending(request)].map((message) => [message.code, message]));
    const latest = [...byCode.values()].slice(-AT_MOST);
    while (latest.length > 1 && Buffer.byteLength(JSON.stringify(latest.map(encoded))) > LONGEST) latest.shift();
    return latest;
  }

  /** Reads the first cookie that we signed and that has not expired; undefined when none of them is ours. */
  private sent(request: Request): FlashMessage[] | undefined {
    const lists = cookiesOf(request, this.name).flatMap((sent) => {
      const list = this.signer.verifyList(sent);
      return list === null ? [] : [list];
    });
    const [, ...entries] = lists.find(([until]) => typeof until === 'number' && until > Date.now()) ?? [];
    return lists.length === 0 ? undefined : entries.map(decoded).filter((message) => this.isKnown(message));
  }

  /** Another version, side by side with this one, may know more codes. */
  private isKnown({ code }: Partial<FlashMessage>): boolean {
    return code !== undefined && Object.hasOwn(this.features.flashes, code);
  }
}

/** Most messages are their code alone. */
function encoded({ code, values }: FlashMessage): unknown {
  return values === undefined ? code : [code, values];
}

/** Reads what we have signed: its form is ours, and only its code may be that of another version. */
function decoded(entry: unknown): FlashMessage {
  const [code, values] = (Array.isArray(entry) ? entry : [entry]) as [FlashCode, FlashMessage['values']];
  return { code, ...(values && { values }) };
}
