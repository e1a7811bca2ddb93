import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Features } from '../../src/features/features.js';
import { LanguagesModule } from '../examples/languages/languages.module.js';
import { german } from '../examples/languages/translations/german.js';
import { mailTo } from '../mail/mailbox.js';
import { routesOf } from '../support/observing.js';
import { pageTexts } from '../support/page-texts.js';
import { Product } from '../support/product.js';
import type { Person, Visitor } from '../support/visitor.js';
import { withoutNames } from './every-text.js';

/** What is typed or called like this in every language: settings, kinds of files, what an administrator's form takes. */
const TERMS =
  /https?:\S+|MAIL_URL|DATA_DIR\/mail|HTML|CSV|PNG|JPEG|WebP|GIF|JavaScript|\bnode\b|\badmin\b|T12:00Z|\bnow\b|\b(password|totp|passkey|recovery-code|email)\b/g;

/** The log's own codes and ids: a search by them is the same in every language. */
const CODE = /^([a-z]+([-_][a-z]+)*|[\w-]{12})$/;

let product: Product;
let person: Person & { readonly id: string };
let administrator: Visitor;
let paths: string[];

beforeAll(async () => {
  // Pages for whoever builds the site are there too.
  product = await Product.start({ NODE_ENV: 'development' }, [LanguagesModule]);
  const signedIn = await product.signedIn({ role: 'admin' });
  [administrator, person] = [signedIn, signedIn.person];
  await product.visitor().post('/forgot-password', { email: person.email }, 'json', { 'accept-language': 'ar' });
  const { id } = await mailTo(product, person.email);
  const reads = routesOf(product).filter(([method]) => method === 'GET');
  paths = reads.map(([, path]) => path.replace('/users/x', `/users/${person.id}`).replace('/mail/x', `/mail/${id}`));
});

afterAll(() => product.remove());

/** What each page says that an administrator or a guest can open. */
async function said(language: string): Promise<[path: string, texts: string[]][]> {
  const asks = paths.flatMap((path) => [administrator, product.visitor()].map((visitor) => [path, visitor] as const));
  const pages: [string, string[]][] = [];
  for (const [path, visitor] of asks) {
    const { status, text } = await visitor.get(path, 'html', { 'accept-language': language });
    if (status === 200 && text.startsWith('<!DOCTYPE')) pages.push([path, pageTexts(text)]);
  }
  return pages;
}

/** The pages that have such a text, with it. */
const having = (pages: [string, string[]][], isOne: (text: string, path: string) => boolean) =>
  pages.flatMap(([path, texts]) => texts.filter((text) => isOne(text, path)).map((text) => [path, text]));

describe('every page of the product', () => {
  it('has nothing but names in Latin letters when it is in Arabic', async () => {
    const pages = await said('ar');
    const isLeft = (text: string, path: string) =>
      /[A-Za-z]{2}/.test(withoutNames(text, person).replaceAll(TERMS, '')) && !(path.startsWith('/admin/') && CODE.test(text));
    expect(having(pages, isLeft)).toEqual([]);
    expect(pages.map(([path]) => path)).toEqual(
      expect.arrayContaining(['/', '/login', '/dev/mail', '/settings/history', '/admin/users']),
    );
  });

  it('has no text of the product in English when it is in German', async () => {
    const english = Object.entries(product.app.get(Features).texts);
    const whole = new Set(english.flatMap(([code, text]) => (german[code as keyof typeof german] === text ? [] : [text])));
    expect(having(await said('de'), (text) => whole.has(text))).toEqual([]);
  });
});
