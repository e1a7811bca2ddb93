import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { showsNoPage, wantsHtml } from '../../http/responses/content-negotiation.js';
import { OFFERED_DRAFT } from '../../http/request-state.js';
import { SafeRedirect } from '../../http/routing/safe-redirect.js';
import { unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import { isAccountId } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { DeviceCookie } from '../rate-limit/device-cookie.js';
import { DraftCookie } from './draft-cookie.js';
import { keyOfDraft, openDraft, placeOf, sealDraft } from './draft-seal.js';
import { textsIn } from './texts-in.js';

/** Bytes of JSON in UTF-8 that a draft may have. */
const AT_MOST = 16 * 1_024;

/** Milliseconds that a draft waits for a login. */
const LIFE = 30 * 60_000;

/**
 * What was typed into a form whose session had ended (docs/decisions/0031). It waits in Redis under the account that
 * the form names, at most two for each account, so that nobody can fill the store; only the browser has the key.
 */
@Injectable()
export class Drafts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
    private readonly redis: RedisPort,
    private readonly users: UsersService,
    private readonly devices: DeviceCookie,
    private readonly safeRedirect: SafeRedirect,
    private readonly cookie: DraftCookie,
  ) {}

  /** Keeps the texts of a form that nobody signed in has sent. Without a page, an account or a store there is no draft. */
  async keep(request: Request, response: Response): Promise<void> {
    if (request.method !== 'POST' || !mayCarryDraft(request)) return;
    const { account = '', texts } = textsIn(request.body);
    const path = this.safeRedirect.checkReferer(request.get('referer'));
    const text = JSON.stringify(texts);
    if (path === null || text === '{}' || Buffer.byteLength(text) > AT_MOST || !isAccountId(account)) return;
    await this.store(request, response, { account, path, text }).catch(unlessOutage);
  }

  private async store(request: Request, response: Response, draft: { account: string; path: string; text: string }) {
    const place = placeOf(draft.account, draft.path);
    const user = await this.users.findById(draft.account);
    // Who only knows the id of an account cannot write over what one of its own browsers has kept.
    const slot = user !== null && this.devices.deviceOf(request, user) !== undefined ? 'draft:known' : 'draft:unknown';
    const key = keyOfDraft(this.settings.sessionSecrets[0] ?? '', place, draft.text);
    const until = Date.now() + LIFE;
    if (user !== null) await this.redis.claims.replace(user.hashTag, slot, sealDraft(key, place, draft.text), until);
    // The same answer for an id that no account has: it tells nobody which ones there are.
    this.cookie.set(response, [place, slot, key], LIFE);
  }

  /** Whether {@link offer} has anything to look for. */
  isAwaited(request: Request): boolean {
    // It was typed by the person, not by an administrator who acts as them.
    if (request.user?.impersonatedBy !== undefined) return false;
    return request.user !== undefined && request.method === 'GET' && this.cookie.isSent(request) && mayCarryDraft(request);
  }

  /** Has the page of the form show the texts, if this is the page and the account that they belong to. */
  async offer(request: Request, response: Response): Promise<void> {
    const { user, originalUrl } = request;
    const path = this.safeRedirect.check(originalUrl);
    const ticket = user && path !== null ? this.cookie.ticketFor(request, placeOf(user.id, path)) : undefined;
    if (user === undefined || ticket === undefined) return;
    const [place, slot, key] = ticket;
    const sealed = await this.redis.claims.find(user.hashTag, slot);
    const text = sealed === null ? null : openDraft(key, place, sealed);
    if (text === null) return this.cookie.clear(response);
    const values = JSON.parse(text) as Record<string, string>;
    // The page takes the cookie away, not its entry: if the answer gets lost, the browser's next try shows the texts.
    request[OFFERED_DRAFT] = { form: { values, errors: {} }, whenShown: () => this.cookie.clear(response) };
  }
}

/** Programs keep their own texts, and a script that shows no page must not use one up. */
function mayCarryDraft(request: Request): boolean {
  return request.leavesCookies !== true && wantsHtml(request) && !showsNoPage(request);
}
