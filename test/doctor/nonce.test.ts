import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NONCE_HEADER, signNonce } from '../../src/doctor/nonce.js';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { Product } from '../support/product.js';
import { raw } from '../http/raw.js';

const SECRET = 'the present session secret of these tests';
const FORMER = 'the former session secret of these tests';
const PUBLIC_URL = 'https://gate.example.org';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1', SESSION_SECRET: `${SECRET},${FORMER}`, PUBLIC_URL });
});

afterAll(() => product.remove());

const live = (...lines: string[]) => raw(product.url, 'GET /health/live', lines);
const signed = (nonce: string) => live(`${NONCE_HEADER}: ${nonce}`);

describe('the answer to the doctor', () => {
  const ago = (seconds: number) => signNonce(SECRET, Date.now() - seconds * 1_000);
  const PLAIN = '{"status":"ok"}';

  it('tells how address, scheme and host were derived', async () => {
    const lines = ['X-Forwarded-For: 192.0.2.66, 203.0.113.7', 'X-Forwarded-Proto: https', 'X-Real-IP: 192.0.2.66'];
    const answer = await live(`${NONCE_HEADER}: ${signNonce(SECRET)}`, 'Host: inner:3000', ...lines);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      status: 'ok',
      doctor: {
        nonce: expect.any(String),
        time: expect.any(Number),
        seen: {
          peer: '127.0.0.1',
          peerPort: expect.any(Number),
          peerTrusted: true,
          trustProxy: 1,
          received: {
            'x-forwarded-for': '192.0.2.66, 203.0.113.7',
            'x-forwarded-proto': 'https',
            'x-real-ip': '192.0.2.66',
          },
          address: '203.0.113.7',
          scheme: 'https',
          unreadableHashes: 0,
          host: 'inner:3000',
          publicUrl: PUBLIC_URL,
          marks: { 'x-real-ip': '192.0.2.66' },
          authorized: false,
          location: PUBLIC_URL.replace('https:', 'http:') + '/',
        },
      },
    });
    expect(answer.text).not.toMatch(new RegExp(`${SECRET}|${FORMER}|session|postgres|redis:`, 'i'));
  });

  it('is given to the former secret too, within a minute, also again', async () => {
    const nonce = signNonce(FORMER);
    for (const _ of [1, 2]) expect((await signed(nonce)).json['doctor'].seen).toBeDefined();
    expect((await signed(ago(50))).json['doctor'].seen).toBeDefined();
    expect((await signed(ago(-50))).json['doctor'].seen).toBeDefined();
  });

  it.each([70, -70, 86_400])('of a nonce %i s old is the clock and nothing else', async (seconds) => {
    expect((await signed(ago(seconds))).json).toEqual({
      status: 'ok',
      doctor: { nonce: expect.any(String), time: expect.any(Number) },
    });
  });

  it('is the plain probe for everybody else', async () => {
    const nonce = signNonce(SECRET);
    const [said = '', mac = ''] = nonce.split(',v1=');
    const strangers = [
      signNonce('another secret of at least thirty-two bytes'),
      `${said},v1=${'0'.repeat(64)}`,
      `${said},v1=${mac.slice(0, 63)}`,
      `${said},v1=${mac.toUpperCase()}`,
      `${said.replace('n=', 'n=0')},v1=${mac}`,
      nonce.replace(/t=\d/, 't=9'),
      `${nonce} `.repeat(2),
      `${nonce},${nonce}`,
      said,
      '',
      'x'.repeat(4_000),
      // These are signatures of other things under the same secret.
      `${said},v1=${createHmac('sha256', SECRET).update(said).digest('hex')}`,
      new CookieSigner('flash', [SECRET]).sign(said),
    ];
    for (const stranger of strangers) expect([stranger, (await signed(stranger)).text]).toEqual([stranger, PLAIN]);
    expect((await live()).text).toBe(PLAIN);
    expect((await live(`${NONCE_HEADER}: ${nonce}`, `${NONCE_HEADER}: ${nonce}`)).text).toBe(PLAIN);
    expect((await raw(product.url, `GET /health/live?${NONCE_HEADER}=${nonce}`)).text).toBe(PLAIN);
    expect((await raw(product.url, 'GET /health/serving', [`${NONCE_HEADER}: ${nonce}`])).text).toBe(PLAIN);
    expect((await raw(product.url, 'GET /health/ready', [`${NONCE_HEADER}: ${nonce}`])).json).not.toHaveProperty('doctor');
  });

  it('has headers that keep it out of caches and scripts', async () => {
    const { headers } = await signed(signNonce(SECRET));
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });
});
