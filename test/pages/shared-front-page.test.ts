import { Global, Injectable, Module } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextProvider } from '../../src/http/responses/text-provider.js';
import type { Texts } from '../../src/texts/texts.js';
import { Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';

const LOG_IN = { en: 'Log in', de: 'Anmelden' };

@Injectable()
class ByLanguage extends TextProvider {
  private readonly german: Partial<Texts> = { loginLink: LOG_IN.de };
  private readonly english: Partial<Texts> = {};

  for(request: Request): Partial<Texts> {
    return request.headers['accept-language'] === 'de' ? this.german : this.english;
  }
}

@Global()
@Module({ providers: [{ provide: TextProvider, useClass: ByLanguage }], exports: [TextProvider] })
class LanguageModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [LanguageModule]);
});

afterAll(() => product.remove());

const front = (visitor = product.visitor(), headers: Record<string, string> = {}) => visitor.get('/', 'html', headers);

describe('the front page, of which guests share one copy,', () => {
  it('is the same for every guest, in an answer of its own', async () => {
    const [one, other] = [await front(), await front()];
    expect([one.status, other.text]).toEqual([200, one.text]);
    expect(one.text).toContain(LOG_IN.en);
    const idOf = ({ headers }: typeof one) => headers.get('x-request-id');
    expect(idOf(one)).not.toBe(idOf(other));
    expect(one.headers.get('content-length')).toBe(String(Buffer.byteLength(one.text)));
    expect(one.headers.get('cache-control')).toBe('no-store');
  });

  it('greets whoever is signed in, and tells no guest afterwards', async () => {
    const before = await front();
    const member = product.visitor();
    const { username } = await signIn(member);
    expect((await front(member)).text).toContain(`Hi, ${username}!`);
    const after = await front();
    expect(after.text).not.toContain(username);
    expect(after.text).toBe(before.text);
  });

  it('shows a message to the one guest whom it is for, once', async () => {
    const plain = (await front()).text;
    const leaver = product.visitor();
    await signIn(leaver);
    await leaver.post('/logout');
    const told = (await front(leaver)).text;
    expect(told).toContain('data-category="info"');
    expect((await front()).text).toBe(plain);
    expect((await front(leaver)).text).toBe(plain);
  });

  it('is in the language of each guest, in any order', async () => {
    const [en, de] = [{}, { 'accept-language': 'de' }];
    for (const [headers, text] of [
      [en, LOG_IN.en],
      [de, LOG_IN.de],
      [en, LOG_IN.en],
      [de, LOG_IN.de],
    ] as const) {
      expect(/<nav[^]*<\/nav>/.exec((await front(undefined, headers)).text)?.[0]).toContain(text);
    }
  });
});
