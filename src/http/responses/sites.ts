import { Injectable, Optional } from '@nestjs/common';
import type { Request, Response } from 'express';
import Negotiator from 'negotiator';
import { LruCache } from '../../cache/lru-cache.js';
import { Features } from '../../features/features.js';
import { Logger } from '../../log/logger.js';
import type { SpokenLanguage } from '../../texts/languages.js';
import type { Texts } from '../../texts/texts.js';
import type { Site } from '../../views/page-context.js';
import { SYSTEM_THEME, THEMES, type Theme } from '../../views/themes.js';
import { Assets } from './assets.js';
import { TextProvider } from './text-provider.js';

/** Browsers send one of a few Accept-Language headers, each of them always the same. */
const REMEMBERED = 256;
const REMEMBERED_LENGTH = 512;

/** Knows the site in each of its languages and themes, and which of them a visitor gets. */
@Injectable()
export class Sites {
  private readonly sites: ReadonlyMap<string, Site>;
  /** These are the same sites in the themes that people choose, by name. */
  private readonly themed: ReadonlyMap<Site, ReadonlyMap<string, Site>>;
  private readonly first: Site;
  private readonly tags: readonly string[];
  private readonly known = new LruCache<Site>(REMEMBERED);
  private readonly reworded = new WeakMap<Site, WeakMap<object, Site>>();

  constructor(
    private readonly features: Features,
    private readonly assets: Assets,
    logger: Logger,
    @Optional() private readonly textProvider?: TextProvider,
  ) {
    const sites = features.appearance.languages.map((language) => this.site(language, SYSTEM_THEME));
    this.sites = new Map(sites.map((site) => [site.language, site]));
    this.themed = new Map(
      features.appearance.languages.map((language, place) => [sites[place] as Site, this.inThemes(language)]),
    );
    this.tags = [...this.sites.keys()];
    // A site speaks one language at least.
    this.first = sites[0] as Site;
    for (const { tag, missing } of features.appearance.languages) {
      if (missing.length > 0) logger.warn('some texts stay English', { language: tag, texts: missing.join(' ') });
    }
  }

  /**
   * Returns the site in the language of this visitor, the best of its own by Accept-Language (RFC 9110, 12.5.4), else
   * the first, and in the theme of who is signed in.
   */
  of(request: Request): Site {
    const spoken = this.tags.length === 1 ? this.first : this.negotiated(request.headers['accept-language'] ?? '');
    const { user } = request;
    const site = user === undefined ? spoken : (this.themed.get(spoken)?.get(user.theme) ?? spoken);
    const own = this.textProvider?.for(request);
    return own === undefined ? site : this.inOtherWords(site, own);
  }

  /** Says in the headers of an answer with text which language it is in, and that another visitor may get another one. */
  tell(response: Response, { language }: Site): void {
    if (this.tags.length === 1) return;
    response.setHeader('Content-Language', language);
    // What else it depends on has been said by others.
    response.vary('Accept-Language');
  }

  private negotiated(header: string): Site {
    const choose = () => {
      const [best] = new Negotiator({ headers: { 'accept-language': header } }).languages([...this.tags]);
      return (best === undefined ? undefined : this.sites.get(best)) ?? this.first;
    };
    if (header === '') return this.first;
    return header.length > REMEMBERED_LENGTH ? choose() : (this.known.get(header, choose) ?? this.first);
  }

  /** What a provider leaves out stays as the language has it. */
  private inOtherWords(site: Site, own: Partial<Texts>): Site {
    let ofSite = this.reworded.get(site);
    if (ofSite === undefined) this.reworded.set(site, (ofSite = new WeakMap()));
    const known = ofSite.get(own) ?? { ...site, texts: { ...site.texts, ...own } };
    ofSite.set(own, known);
    return known;
  }

  private inThemes(language: SpokenLanguage): ReadonlyMap<string, Site> {
    const chosen = THEMES.filter((theme) => theme !== SYSTEM_THEME);
    return new Map(chosen.map((theme) => [theme.name, this.site(language, theme)]));
  }

  private site({ tag, direction, texts }: SpokenLanguage, theme: Theme): Site {
    const { appearance } = this.features;
    const { icon, logoSize, scripts, comforts, file } = this.assets;
    return {
      name: appearance.siteName,
      language: tag,
      direction,
      texts,
      theme,
      stylesheets: this.assets.stylesheetsFor(direction, theme.scheme),
      scripts,
      comforts,
      loginWays: this.features.loginWays,
      iconType: icon.type,
      logoSize,
      layout: appearance.layout,
      file,
    };
  }
}
