import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Request, Response } from 'express';
import { renderToString } from 'preact-render-to-string';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Features } from '../../features/features.js';
import { linksFor, type NavigationLink } from '../../views/links.js';
import type { Texts } from '../../texts/texts.js';
import type { ShownUser } from '../../views/shown-user.js';
import { EMPTY_FORM, type PageContext } from '../../views/view.js';
import { Assets } from './assets.js';
import { Flash } from './flash.js';
import { wantsHtml } from './content-negotiation.js';
import { type Outcome, PageOutcome, type RedirectOutcome } from './outcome.js';
import { TextProvider } from './text-provider.js';
import { OFFERED_DRAFT } from '../request-state.js';
import { JSON_CSP } from './json-csp.js';

/** Turns an outcome into status, headers and the body that it returns. Nothing else formats. */
@Injectable()
export class Responder {
  private readonly navigation: ReturnType<typeof linksFor<NavigationLink>>;
  private readonly translations = new WeakMap<object, Texts>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly flash: Flash,
    private readonly assets: Assets,
    private readonly features: Features,
    @Optional() private readonly textProvider?: TextProvider,
  ) {
    this.navigation = linksFor(features.navigation);
  }

  respond(request: Request, response: Response, outcome: Outcome): string {
    if (outcome instanceof PageOutcome) return this.page(request, response, outcome);
    return wantsHtml(request) ? this.sendOn(request, response, outcome) : this.data(response, outcome);
  }

  /** Returns the product's sentences for this request. */
  texts(request: Request): Texts {
    const own = this.textProvider?.for(request);
    return own === undefined ? this.features.texts : this.completed(own);
  }

  /** Makes JSON for programs, also for errors. */
  json(response: Response, status: number, body: unknown, type = 'application/json'): string {
    challengeIfUnauthorized(response, status);
    response.status(status).setHeader('Content-Type', `${type}; charset=utf-8`);
    response.setHeader('Content-Security-Policy', JSON_CSP);
    return JSON.stringify(body);
  }

  private page(request: Request, response: Response, { html, data, status, form }: PageOutcome): string {
    if (!wantsHtml(request)) return this.json(response, status, { user: currentUser(request), ...data });
    // An error page, or a form with a state of its own, is not the page that a draft waits for.
    const draft = form === undefined && status < 400 ? request[OFFERED_DRAFT] : undefined;
    const context: PageContext = {
      user: currentUser(request),
      flashes: this.flash.take(request, response).map((code) => ({ code, category: this.features.flashes[code] })),
      texts: this.texts(request),
      navigation: this.navigation(request.user),
      path: request.path,
      form: form ?? draft?.form ?? EMPTY_FORM,
      passwordMinLength: this.settings.passwordMinLength,
      stylesheets: this.assets.stylesheets,
      icon: request.user === undefined ? this.assets.icon : this.assets.uncachedIcon,
      scripts: this.assets.scripts,
    };
    // A guest goes Back to a form that was refused: without a copy the browser would ask whether to send it again.
    if (form !== undefined && request.user === undefined) response.setHeader('Cache-Control', 'private, no-cache');
    challengeIfUnauthorized(response, status);
    response.status(status).setHeader('Content-Type', 'text/html; charset=utf-8');
    const text = renderToString(html(context));
    draft?.whenShown();
    return `<!DOCTYPE html>${text}`;
  }

  /** Texts that a team has not translated stay English. */
  private completed(own: Partial<Texts>): Texts {
    const known = this.translations.get(own);
    if (known !== undefined) return known;
    const texts = { ...this.features.texts, ...own };
    this.translations.set(own, texts);
    return texts;
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

/**
 * A 401 must say how to authenticate (RFC 9110 15.5.2): by cookie, from a form. No browser has a dialog for this
 * scheme; links2 and NetSurf open theirs if there is none.
 */
function challengeIfUnauthorized(response: Response, status: number): void {
  if (status === 401) response.setHeader('WWW-Authenticate', 'Cookie realm="Gatehouse", form-action="/login"');
}

/** Returns the four fields of a user that every answer may show, or null for a guest. */
function currentUser({ user }: Request): ShownUser | null {
  return user === undefined ? null : shownUser(user);
}

/** Returns a user as answers show one: these four fields and no other (ASVS 5.0 15.3.1). */
export function shownUser({ id, username, email, createdAt }: ShownUser): ShownUser {
  return { id, username, email, createdAt };
}
