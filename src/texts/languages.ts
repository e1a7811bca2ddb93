import type { ProductTexts, TextCatalogue, Texts } from './texts.js';

export type TextDirection = 'ltr' | 'rtl';

/**
 * This is a language that a team gives the site, or other words for one that is there. What it leaves out stays
 * English, and the start says which codes those are.
 */
export interface Language {
  /** This is a language tag (RFC 5646), such as `de` or `pt-BR`. */
  readonly tag: string;
  /** The default is `ltr`. */
  readonly direction?: TextDirection;
  readonly texts: Partial<Texts>;
}

/** A whole translation: a text of the product that it lacks does not compile. A team's own texts may be left out. */
export type Translation = ProductTexts & Partial<TextCatalogue>;

/** This is a language as pages get it: complete. */
export interface SpokenLanguage {
  readonly tag: string;
  readonly direction: TextDirection;
  readonly texts: Texts;
  /** These codes stay English here. */
  readonly missing: readonly string[];
}

/**
 * Returns the languages of a site, the first of which is the default. `tags` chooses among English and those that are
 * given, and orders them; without it English comes first. Throws where a tag is none, or names no language that is
 * given.
 */
export function spokenLanguages(english: Texts, given: readonly Language[], tags?: readonly string[]): readonly SpokenLanguage[] {
  const offered = tags ?? ['en', ...given.map(({ tag }) => tag)];
  if (offered.length === 0) throw new Error('siteLanguages names no language');
  for (const { tag, texts } of given) checkGaps(tag, texts, english);
  const words = { ...english, ...textsOf('en', given) };
  return [...new Set(offered)].map((tag) => spoken(tag, given, words));
}

function spoken(tag: string, given: readonly Language[], english: Texts): SpokenLanguage {
  const parts = given.filter((language) => language.tag === tag);
  if (parts.length === 0 && tag !== 'en') throw new Error(`siteLanguages names "${tag}", and no module brings that language`);
  checkTag(tag);
  const own = textsOf(tag, given);
  const missing = tag === 'en' ? [] : Object.keys(english).filter((code) => !Object.hasOwn(own, code));
  const direction = parts.find((part) => part.direction !== undefined)?.direction ?? 'ltr';
  return { tag, direction, texts: { ...english, ...own }, missing };
}

/** Several modules may bring texts of one language: each translates its own. Of two for one code the later one counts. */
function textsOf(tag: string, given: readonly Language[]): Partial<Texts> {
  return Object.assign({}, ...given.filter((language) => language.tag === tag).map(({ texts }) => texts)) as Partial<Texts>;
}

/** A gap that is misspelt would be shown as it stands. */
function checkGaps(tag: string, own: Partial<Texts>, english: Texts): void {
  for (const [code, text] of Object.entries(own)) {
    const known = Object.hasOwn(english, code) ? gapsIn(english[code as keyof Texts]) : [];
    const odd = gapsIn(text).find((gap) => !known.includes(gap));
    if (odd !== undefined) throw new Error(`the text "${code}" in ${tag} has a gap ${odd} that the English one has not`);
  }
}

function gapsIn(text: string): readonly string[] {
  return text.match(/\{\w+\}/g) ?? [];
}

function checkTag(tag: string): void {
  try {
    if (Intl.getCanonicalLocales(tag)[0] === tag) return;
  } catch {
    // It is no tag at all.
  }
  throw new Error(`"${tag}" is no language tag as RFC 5646 writes it, such as de or pt-BR`);
}
