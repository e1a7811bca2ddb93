import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Features } from '../../src/features/features.js';
import { PROBLEMS } from '../../src/http/errors/problem.js';
import { arabic } from '../examples/languages/translations/arabic.js';
import { german } from '../examples/languages/translations/german.js';
import { LanguagesModule } from '../examples/languages/languages.module.js';
import { pageTexts } from '../support/page-texts.js';
import { Product } from '../support/product.js';
import { type Answer, FORMATS, logIn, type Person, signIn, type Visitor } from '../support/visitor.js';
import { textFor, type Texts } from '../../src/texts/texts.js';
import { EveryTextModule, GUEST_ASKS, MEMBER_ASKS, SAID, withoutNames } from './every-text.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let product: Product;
let member: Visitor;
let person: Person;
let english: Record<string, string>;

beforeAll(async () => {
  product = await Product.start({}, [LanguagesModule, EveryTextModule]);
  member = product.visitor({ 'user-agent': FIREFOX });
  person = await signIn(member);
  await logIn(product.visitor({ 'user-agent': '' }), person, 'json', { remember: true });
  english = { ...product.app.get(Features).texts };
});

afterAll(() => product.remove());

/** What an answer says to people: a page all that it shows, problem+json its texts. `title` is HTTP's phrase. */
function saidBy({ text, json }: Answer): string[] {
  const { detail, errors } = json as { detail?: string; errors?: Record<string, string[]> };
  return text.startsWith('<') ? pageTexts(text) : [detail ?? '', ...Object.values(errors ?? {}).flat()];
}

/** What is in Latin letters and no name. */
function leftInLatin(texts: readonly string[]): string[] {
  return texts.map((text) => withoutNames(text, person)).filter((text) => /[A-Za-z]{2}/.test(text));
}

/** Every way to make the product say something, for a guest and for somebody signed in. */
const asks = () => {
  const problems = Object.keys(PROBLEMS).map((code) => [`the problem ${code}`, `/test-texts/problem/${code}`] as const);
  return [
    ...GUEST_ASKS.map(([name, ask]) => [`a guest: ${name}`, () => product.visitor(), ask] as const),
    ...MEMBER_ASKS.map(([name, ask]) => [`a member: ${name}`, () => member, ask] as const),
    ...problems.map(
      ([name, path]) =>
        [
          name,
          () => member,
          (visitor: Visitor, headers: Record<string, string>, format: 'html' | 'json') => visitor.get(path, format, headers),
        ] as const,
    ),
  ];
};

describe.each(FORMATS)('in %s', (format) => {
  it.each(asks())('nothing is left in Latin letters of an Arabic answer: %s', async (_name, visitor, ask) => {
    const answer = await ask(visitor(), { 'accept-language': 'ar' }, format);
    expect(leftInLatin(saidBy(answer))).toEqual([]);
  });

  it.each(asks())('no text of the product is left in English of a German answer: %s', async (_name, visitor, ask) => {
    const answer = await ask(visitor(), { 'accept-language': 'de-AT,de;q=0.9,en;q=0.4' }, format);
    const whole = new Set(
      Object.entries(english).flatMap(([code, text]) => (german[code as keyof typeof german] === text ? [] : [text])),
    );
    expect(saidBy(answer).filter((text) => whole.has(text))).toEqual([]);
  });
});

it('every flash message is shown in Arabic', async () => {
  const codes = Object.keys(product.app.get(Features).flashes);
  for (const code of codes) {
    await member.post(`/test-texts/flash/${code}`, {}, 'html');
    const { text } = await member.get('/settings', 'html', { 'accept-language': 'ar' });
    expect(leftInLatin(pageTexts(text))).toEqual([]);
    expect(text).toContain(`id="flash-${code}">${textFor(arabic as Texts, code, SAID)}</p>`);
  }
  expect(codes.length).toBeGreaterThanOrEqual(12);
});

describe('a page', () => {
  it('says its language, and its direction where it is not from left to right', async () => {
    const html = async (language: string) => (await product.visitor().get('/', 'html', { 'accept-language': language })).text;
    expect(await html('ar-EG')).toMatch(/^<!DOCTYPE html><html lang="ar" dir="rtl">/);
    expect(await html('de')).toMatch(/^<!DOCTYPE html><html lang="de">/);
    expect(await html('fr')).toMatch(/^<!DOCTYPE html><html lang="en">/);
  });

  it("from right to left has Bootstrap's stylesheet for that direction, and no other page has it", async () => {
    const sheets = async (language: string) => {
      const { text } = await product.visitor().get('/', 'html', { 'accept-language': language });
      return [...text.matchAll(/href="(\/assets\/[\w.-]+\.css)"/g)].map(([, path = '']) => path);
    };
    const [rtl = ''] = await sheets('ar');
    expect([rtl, ...(await sheets('de'))].map((path) => path.split('.').slice(0, -2).join('.'))).toEqual([
      '/assets/bootstrap.rtl',
      '/assets/bootstrap',
      '/assets/gatehouse',
    ]);
    const served = await product.visitor().get(rtl);
    expect([served.status, served.text.includes('padding-right')]).toEqual([200, true]);
  });
});

describe.each(FORMATS)('an answer with texts (%s)', (format) => {
  const ask = (headers: Record<string, string>) => product.visitor().get('/nothing', format, headers);

  it('says which language it has and that it depends on what was asked for', async () => {
    const { headers } = await ask({ 'accept-language': 'de' });
    expect([headers.get('content-language'), headers.get('vary')]).toEqual(['de', 'Accept, Cookie, Accept-Language']);
  });

  it.each([
    ['what it likes best', 'ar;q=0.4, de;q=0.9', 'de'],
    ['a region of a language', 'de-CH', 'de'],
    ['the first of the site for whatever', '*', 'en'],
    ['the first of the site for nothing known', 'fr, it', 'en'],
    ['the first of the site for what cannot be read', ';;=,', 'en'],
    ['the first of the site for nothing', '', 'en'],
  ])('gives a browser %s', async (_what, header, language) => {
    expect((await ask({ 'accept-language': header })).headers.get('content-language')).toBe(language);
  });
});
