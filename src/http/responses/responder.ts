import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Request, Response } from 'express';
import { renderToString } from 'preact-render-to-string';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import { linksFor, type NavigationLink } from '../../views/links.js';
import type { TextCode, Texts } from '../../texts/texts.js';
import { type PageUser, picturePath, type ShownUser } from '../../views/shown-user.js';
import { EMPTY_FORM, isRefused, type PageContext } from '../../views/view.js';
import { AccountPrompts } from './account-prompts.js';
import { Assets } from './assets.js';
import { ContentSecurityPolicy } from './content-security-policy.js';
import { Flash } from './flash.js';
import { wantsHtml } from './content-negotiation.js';
import { KeptPages } from './kept-pages.js';
import { type Outcome, PageOutcome, type RedirectOutcome } from './outcome.js';
import type { EncodedText } from './send-text.js';
import { Sites } from './sites.js';
import { OFFERED_DRAFT } from '../request-state.js';
import { JSON_CSP } from './json-csp.js';

/** Contexts without messages are the same one. */
const NO_FLASHES: PageContext['flashes'] = [];

/** Turns an outcome into status, headers and the body that it returns. Nothing else formats. */
@Injectable()
export class Responder {
  private readonly challenge: string;
  private readonly navigation: ReturnType<typeof linksFor<NavigationLink>>;
  private readonly keptPages = new KeptPages();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly flash: Flash,
    private readonly assets: Assets,
    private readonly sites: Sites,
    private readonly policy: ContentSecurityPolicy,
    private readonly features: Features,
    @Optional() private readonly prompts?: AccountPrompts,
  ) {
    // Nothing leads to a page that would be a 404.
    const isClosed = prompts !== undefined && prompts.registerPath === undefined;
    this.navigation = linksFor(features.navigation.filter(({ path }) => !isClosed || path !== '/register'));
    const { siteName } = features.appearance;
    // A header holds ASCII, and a quoted text no quotes (RFC 9110, 5.5 and 5.6.4).
    const realm = /^[\w .-]+$/.test(siteName) ? siteName : 'site';
    this.challenge = `Cookie realm="${realm}", form-action="/login"`;
  }

  respond(request: Request, response: Response, outcome: Outcome): string | EncodedText {
    if (outcome instanceof PageOutcome) return this.page(request, response, outcome);
    return wantsHtml(request) ? this.sendOn(request, response, outcome) : this.data(response, outcome);
  }

  /** Returns the site's sentences for this request. */
  texts(request: Request): Texts {
    return this.sites.of(request).texts;
  }

  /** Makes JSON with sentences in the language of this request. */
  problem(request: Request, response: Response, status: number, body: unknown): string {
    this.sites.tell(response, this.sites.of(request));
    return this.json(response, status, body, 'application/problem+json');
  }

  /** Says one sentence without any page, where pages fail. */
  plain(request: Request, response: Response, code: TextCode): string {
    response.status(500).setHeader('Content-Type', 'text/plain; charset=utf-8');
    return this.texts(request)[code];
  }

  /** Makes JSON for programs, also for errors. */
  json(response: Response, status: number, body: unknown, type = 'application/json'): string {
    this.challengeIfUnauthorized(response, status);
    response.status(status).setHeader('Content-Type', `${type}; charset=utf-8`);
    return JSON.stringify(body);
  }

  private page(request: Request, response: Response, { view, shown, data, status, form }: PageOutcome): string | EncodedText {
    if (!wantsHtml(request)) return this.json(response, status, { user: currentUser(request), ...data });
    // An error page, or a form with a state of its own, is not the page that a draft waits for.
    const draft = (form === undefined || !isRefused(form)) && status < 400 ? request[OFFERED_DRAFT] : undefined;
    const site = this.sites.of(request);
    const kept = request.user === undefined ? 'cached' : 'uncached';
    const flashes = this.flash.take(request, response).map((told) => ({ ...told, category: this.features.flashes[told.code] }));
    const context: PageContext = {
      user: pageUser(request),
      flashes: flashes.length === 0 ? NO_FLASHES : flashes,
      texts: site.texts,
      navigation: this.navigation(request.user),
      path: request.path,
      form: draft?.form ?? form ?? EMPTY_FORM,
      passwordMinLength: this.settings.passwordMinLength,
      site,
      icon: this.assets.icon[kept],
      logo: this.assets.logo[kept],
      forgotPasswordPath: this.prompts?.forgotPasswordPath,
      registerPath: this.prompts?.registerPath,
      impersonator: request.user?.impersonatedBy?.username,
      banner: request.user === undefined ? undefined : this.prompts?.bannerFor(request.user),
    };
    // A guest goes Back to a form that was refused: without a copy the browser would ask whether to send it again.
    const isKeptForBack = isRefused(context.form) && request.user === undefined && view.holdsSecret !== true;
    if (isKeptForBack) response.setHeader('Cache-Control', 'private, no-cache');
    this.challengeIfUnauthorized(response, status);
    response.status(status).setHeader('Content-Type', 'text/html; charset=utf-8');
    this.sites.tell(response, site);
    const own = this.features.appearance.pageFor(view);
    if (own.contentSecurityPolicy !== undefined) {
      response.setHeader('Content-Security-Policy', this.policy.with(own.contentSecurityPolicy));
    }
    const render = (): string => `<!DOCTYPE html>${renderToString(own({ data: shown, context }))}`;
    const isKept = own.isSameForGuests && context.user === null && context.form === EMPTY_FORM && flashes.length === 0;
    const text = isKept ? this.keptPages.html(own, context, render) : render();
    draft?.whenShown();
    return text;
  }

  /**
   * A 401 must say how to authenticate (RFC 9110 15.5.2): by cookie, from a form. No browser has a dialog for this
   * scheme; links2 and NetSurf open theirs if there is none.
   */
  private challengeIfUnauthorized(response: Response, status: number): void {
    if (status === 401 && !response.hasHeader('WWW-Authenticate')) response.setHeader('WWW-Authenticate', this.challenge);
  }

  private sendOn(request: Request, response: Response, { to }: RedirectOutcome): string {
    this.flash.keep(request, response);
    response.status(303).setHeader('Location', to);
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    return '';
  }

  private data(response: Response, { json: { status, body, location } }: RedirectOutcome): string {
    if (location !== undefined) response.setHeader('Location', location);
    if (body !== undefined) return this.json(response, status, body);
    response.status(status).setHeader('Content-Security-Policy', JSON_CSP);
    return '';
  }
}

/** Returns the fields of a user that every answer may show, or null for a guest. */
function currentUser({ user }: Request): ShownUser | null {
  return user === undefined ? null : shownUser(user);
}

/** Returns what a page knows of who is signed in, or null for a guest. */
function pageUser({ user }: Request): PageUser | null {
  if (user === undefined) return null;
  return { ...shownUser(user), displayName: user.displayName, picture: picturePath(user) };
}

/** Returns a user as answers show one: these fields and no other (ASVS 5.0 15.3.1). */
export function shownUser({ id, username, email, emailVerified, createdAt, roles }: ShownUser): ShownUser {
  return { id, username, email, emailVerified, createdAt, roles };
}
