import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from '../../http/responses/cookies.js';

/** Where a draft is shown, under which name it is stored, and what opens it. */
export type DraftTicket = readonly [place: string, slot: string, key: string];

/** Says that a draft waits, and opens it. Signed, so that nobody makes a browser ask the store for nothing. */
@Injectable()
export class DraftCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>) {
    this.name = cookieName('draft', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('draft', settings.sessionSecrets);
  }

  /** Whether a cookie of this name came, ours or a neighbour's. */
  isSent(request: Request): boolean {
    return cookiesOf(request, this.name).length > 0;
  }

  /** The first for this place that one of our secrets has signed. */
  ticketFor(request: Request, place: string): DraftTicket | undefined {
    const lists = cookiesOf(request, this.name).map((sent) => this.signer.verifyList(sent));
    return lists.find((list): list is [string, string, string] => isTicket(list) && list[0] === place);
  }

  /** `life` is in milliseconds. */
  set(response: Response, ticket: DraftTicket, life: number): void {
    response.cookie(this.name, this.signer.signJson(ticket), { ...this.attributes, maxAge: life });
  }

  clear(response: Response): void {
    response.clearCookie(this.name, this.attributes);
  }
}

function isTicket(list: readonly unknown[] | null): list is DraftTicket {
  return list?.length === 3 && list.every((part) => typeof part === 'string');
}
