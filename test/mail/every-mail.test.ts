import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NOTICES } from '../../src/notices/notice.js';
import { documentedRows } from '../support/observing.js';
import { Product } from '../support/product.js';
import { EVERY_MAIL, everyMail, type NamedMail } from './every-mail.js';

const SITE = 'https://www.example.org';

let product: Product;
let mails: NamedMail[];

beforeAll(async () => {
  product = await Product.start(EVERY_MAIL);
  mails = await everyMail(product);
}, 120_000);

afterAll(() => product.remove());

/** Calls `judge` with each mail, and tells which one a failure is of. */
function each(judge: (mail: NamedMail) => unknown, expected: unknown): void {
  expect(mails.map((mail) => [mail.name, judge(mail)])).toEqual(mails.map(({ name }) => [name, expected]));
}

const linksIn = (text: string): string[] => text.match(/https?:\/\/[^\s"<]+/g) ?? [];

it('every mail has no line over 76 characters, but for one word that is longer', () => {
  each(({ text }) => text.split('\n').filter((line) => line.length > 76 && line.includes(' ')), []);
});

it('every mail has each link whole on a line of its own, and the same links in its HTML', () => {
  each(({ text }) => linksIn(text).filter((link) => !text.split('\n').includes(link)), []);
  each(({ text, html }) => linksIn(html).toSorted().join() === linksIn(text).toSorted().join(), true);
});

it('every link leads to PUBLIC_URL, whatever address the site was asked at', () => {
  each(({ text, html }) => [...linksIn(text), ...linksIn(html)].filter((link) => !link.startsWith(`${SITE}/`)), []);
  expect(product.url).not.toContain('example.org');
});

it('every mail loads nothing, and its colours are those of whoever reads it', () => {
  each(({ html }) => /<(img|link|script|iframe|style|object)\b|url\(|@import/i.test(html), false);
  each(({ html }) => html.includes('name="color-scheme" content="light dark"'), true);
});

it('every mail says that no person wrote it, and goes to one address', () => {
  each(({ raw }) => raw.match(/^auto-submitted: auto-generated\r$/gim)?.length, 1);
  each(({ raw }) => /^message-id: <[^@>]+@mail\.example\.org>\r$/im.test(raw), true);
  each(({ raw, to }) => new RegExp(`^to: ${to}\r$`, 'im').test(raw) && !/^b?cc:/im.test(raw), true);
});

it('a mail about what an administrator has done does not ask whether it was its reader', () => {
  each(({ text }) => /administrator/i.test(text) && text.includes('If this was you'), false);
});

it('docs/mails.md shows each of them, and no other', () => {
  const shown = documentedRows('docs/mails.md', 'mail').map(({ key }) => key);
  expect(shown.toSorted()).toEqual(mails.map(({ name }) => name).toSorted());
  expect(shown.filter((name) => !existsSync(`docs/images/mails/${name}.png`))).toEqual([]);
});

it('docs/notices.md names each notice, and no other', () => {
  const named = documentedRows('docs/notices.md', 'notice').flatMap(({ key }) => key.split(', '));
  expect(named.toSorted()).toEqual(Object.keys(NOTICES).toSorted());
});
