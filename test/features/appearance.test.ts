import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Global, Module } from '@nestjs/common';
import { h } from 'preact';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Feature, type FeatureParts } from '../../src/features/feature.js';
import { Features } from '../../src/features/features.js';
import { TextProvider } from '../../src/http/responses/text-provider.js';
import { Logger } from '../../src/log/logger.js';
import { HomePage } from '../../src/pages/home/home.page.js';
import { replacePage } from '../../src/views/view.js';
import { Product } from '../support/product.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'look-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with these files. */
function files(name: string, content: Readonly<Record<string, string>>): URL {
  for (const [file, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), text);
  }
  return pathToFileURL(join(folder, name));
}

function module(parts: FeatureParts) {
  @Module({})
  @Feature(parts)
  class SomeModule {}
  return SomeModule;
}

/** What modules bring, each on its own, and how the start ends. */
const REFUSED: [what: string, parts: () => FeatureParts[], reason: string][] = [
  ['two names', () => [{ look: { siteName: 'A' } }, { look: { siteName: 'B' } }], 'two modules bring a siteName'],
  ['two layouts', () => [{ layout: () => h('p', null) }, { layout: () => h('p', null) }], 'two modules bring a layout'],
  [
    'one page twice',
    () => [{ pages: [replacePage(HomePage, () => h('p', null))] }, { pages: [replacePage(HomePage, () => h('p', null))] }],
    'two modules replace the page "Welcome"',
  ],
  ['a language that nobody brings', () => [{ siteLanguages: ['fr'] }], 'siteLanguages names "fr"'],
  ['no language at all', () => [{ siteLanguages: [] }], 'siteLanguages names no language'],
  ['a language without a tag', () => [{ languages: [{ tag: 'deutsch!', texts: {} }] }], '"deutsch!" is no language tag'],
  [
    'a gap that nobody fills',
    () => [{ languages: [{ tag: 'de', texts: { homeGreeting: 'Hallo, {name}!' } }] }],
    'the text "homeGreeting" in de has a gap {name}',
  ],
  ['a tag in another spelling', () => [{ languages: [{ tag: 'pt-br', texts: {} }] }], '"pt-br" is no language tag'],
];

/** What a look says of its files, and how the start ends. */
const BROKEN: [what: string, look: () => FeatureParts['look'] & object, reason: string][] = [
  [
    'a folder that is not there',
    () => ({ folder: pathToFileURL(join(folder, 'nowhere')) }),
    'the folder of a look does not exist',
  ],
  [
    'a stylesheet that is not there',
    () => ({ folder: files('a', { 'a.css': '' }), stylesheets: ['b.css'] }),
    'has a file "b.css"',
  ],
  [
    'a picture that its stylesheet has not',
    () => ({ folder: files('b', { 'a.css': 'p { background: url(x.png) }' }) }),
    'has a file "x.png"',
  ],
  ['a stylesheet that imports', () => ({ folder: files('c', { 'a.css': '@import "b.css";' }) }), '@import is not followed'],
  [
    'a logo of a kind that is not served',
    () => ({ folder: files('d', { 'a.html': '' }), logo: { file: 'a.html', width: 1, height: 1 } }),
    'has a file "a.html"',
  ],
  ['a name with blanks', () => ({ folder: files('e', { 'a b.css': '' }) }), 'the name "a b.css"'],
];

describe('a start', () => {
  it.each(REFUSED)('ends with %s', async (_what, parts, reason) => {
    await expect(Features.of(parts().map(module))).rejects.toThrow(reason);
  });

  it.each(BROKEN)('ends with %s', async (_what, look, reason) => {
    await expect(Product.start({}, [module({ look: look() })])).rejects.toThrow(reason);
  });

  it('names the texts that stay English in a language', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    const product = await Product.start({}, [module({ languages: [{ tag: 'fr', texts: { loginTitle: 'Connexion' } }] })]);
    const [, fields] = warn.mock.calls.find(([message]) => message === 'some texts stay English') ?? [];
    warn.mockRestore();
    await product.remove();
    expect(fields).toMatchObject({ language: 'fr', texts: expect.stringMatching(/\bregisterTitle\b/) });
    expect(fields).not.toMatchObject({ texts: expect.stringMatching(/\bloginTitle\b/) });
  });
});

describe('a site', () => {
  it('has the files of its folders in what is built, and in the image', () => {
    const { compilerOptions } = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as { compilerOptions: { assets: string[] } };
    const copied = (file: string) => compilerOptions.assets.some((pattern) => matchesGlob(file, pattern));
    expect(['team/look/public/acme.css', 'team/look/public/img/logo.svg', 'team/look/notes.css'].map(copied)).toEqual([
      true,
      true,
      false,
    ]);
  });

  const words = { loginTitle: 'Connexion de la boutique' };

  @Global()
  @Module({ providers: [{ provide: TextProvider, useValue: { for: () => words } }], exports: [TextProvider] })
  class ShopModule {}

  it('has files in folders of its folder, and addresses between them', async () => {
    const css = 'p { background: url("../img/a.svg#x") } q { background: url(data:,) }';
    const look = { folder: files('f', { 'css/a.css': css, 'img/a.svg': '<svg/>' }), stylesheets: ['css/a.css'] };
    const product = await Product.start({}, [module({ look })]);
    const [, sheet = ''] = /href="(\/assets\/css-a[^"]+)"/.exec((await product.visitor().get('/')).text) ?? [];
    const { text } = await product.visitor().get(sheet);
    const [, picture = ''] = /url\((\/assets\/img-a\.[0-9a-f]{12}\.svg)#x\)/.exec(text) ?? [];
    expect([text.includes('url(data:,)'), (await product.visitor().get(picture)).text]).toEqual([true, '<svg/>']);
    await product.remove();
  });

  it('has its own English words, and those of a request before all others', async () => {
    const english = { tag: 'en', texts: { loginTitle: 'Sign in', registerTitle: 'Sign up' } };
    const french = { tag: 'fr', texts: { registerTitle: 'Inscription' } };
    const product = await Product.start({}, [module({ languages: [english, french] }), ShopModule]);
    const title = async (path: string, language: string) =>
      /<title>(.*) · /.exec((await product.visitor().get(path, 'html', { 'accept-language': language })).text)?.[1];
    expect(await title('/register', 'en')).toBe('Sign up');
    expect(await title('/register', 'fr')).toBe('Inscription');
    expect(await title('/login', 'fr')).toBe('Connexion de la boutique');
    await product.remove();
  });
});
