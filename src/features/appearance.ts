import { type Language, type SpokenLanguage, spokenLanguages } from '../texts/languages.js';
import type { Texts } from '../texts/texts.js';
import { checkPolicySources, type PolicySources } from '../views/content-security-policy.js';
import { type Logo, type Look, PRODUCT_NAME } from '../views/look.js';
import type { PageLayout, View } from '../views/view.js';
import type { FeatureParts } from './feature.js';
import { only } from './merged.js';

/** Holds how the site looks and speaks, by what modules bring: look, languages, pages in the place of the product's. */
export class Appearance {
  readonly looks: readonly Look[];
  readonly siteName: string;
  readonly logo: Logo | undefined;
  readonly favicon: string | undefined;
  readonly layout: PageLayout | undefined;
  /** These are all sources that pages may load from besides the product's own, of one module after the other. */
  readonly policySources: readonly PolicySources[];
  /** The first is the default. */
  readonly languages: readonly SpokenLanguage[];
  private readonly replacements: ReadonlyMap<View<never>, View<never>>;

  /** Throws where two modules disagree, where a language is unknown, and where a policy lets in more than it says. */
  constructor(parts: readonly FeatureParts[], english: Texts) {
    this.looks = parts.flatMap(({ look }) => look ?? []);
    this.siteName = this.onlyOne('siteName') ?? PRODUCT_NAME;
    this.logo = this.onlyOne('logo');
    this.favicon = this.onlyOne('favicon');
    this.layout = only(
      'layout',
      parts.map(({ layout }) => layout),
    );
    this.policySources = parts.flatMap(({ contentSecurityPolicy }) => contentSecurityPolicy ?? []);
    for (const sources of this.policySources) checkPolicySources('@Feature', sources);
    const given: Language[] = parts.flatMap(({ languages = [] }) => languages);
    const tags = only(
      'list of siteLanguages',
      parts.map(({ siteLanguages }) => siteLanguages),
    );
    this.languages = spokenLanguages(english, given, tags);
    this.replacements = replacementsOf(parts);
  }

  /** Returns the page that stands in the place of this one, or this one. */
  pageFor<Data extends object>(page: View<Data>): View<Data> {
    return (this.replacements.get(page) as View<Data> | undefined) ?? page;
  }

  private onlyOne<Part extends 'siteName' | 'logo' | 'favicon'>(part: Part): Look[Part] | undefined {
    return only(
      part,
      this.looks.map((look) => look[part]),
    );
  }
}

function replacementsOf(parts: readonly FeatureParts[]): Map<View<never>, View<never>> {
  const replacements = new Map<View<never>, View<never>>();
  for (const { page, by } of parts.flatMap(({ pages = [] }) => pages)) {
    if (replacements.has(page)) throw new Error(`two modules replace the page "${page.title}"`);
    replacements.set(page, by);
  }
  return replacements;
}
