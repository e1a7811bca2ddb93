import { Module } from '@nestjs/common';
import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { Features } from '../../src/features/features.js';
import { view } from '../../src/views/view.js';

const REFUSED: [directive: string, source: string, reason: RegExp][] = [
  ['script-src', "'unsafe-inline'", /smuggled/],
  ['style-src', "'unsafe-inline'", /smuggled/],
  ['script-src', "'unsafe-eval'", /smuggled/],
  ['script-src', "'wasm-unsafe-eval'", /smuggled/],
  ['img-src', '*', /wildcard/],
  ['img-src', 'https://*', /wildcard/],
  ['connect-src', 'https://*.example.org', /wildcard/],
  ['connect-src', 'https:', /one host/],
  ['img-src', 'http://images.example.org', /one host/],
  ['connect-src', 'ws://example.org', /one host/],
  ['img-src', 'images.example.org', /one host/],
  ['img-src', "https://a.example; script-src 'self'", /one host/],
  ['img-src', 'https://a.example https://b.example', /one host/],
  ['img-src', 'https://a.example\r\nSet-Cookie: a=b', /one host/],
  ['img-src', "'none'", /one host/],
  ['script-src', 'data:', /code/],
  ['script-src', 'blob:', /code/],
  ['frame-src', 'data:', /code/],
  ['connect-src', "'sha256-AAAA='", /scripts and styles/],
  ['frame-ancestors', 'https://example.org', /cannot widen/],
  ['default-src', "'self'", /cannot widen/],
  ['base-uri', "'self'", /cannot widen/],
];

const TAKEN: [directive: string, source: string][] = [
  ['connect-src', "'self'"],
  ['connect-src', 'wss://live.example.org:8443/socket'],
  ['img-src', 'https://images.example.org/people/'],
  ['font-src', 'data:'],
  ['media-src', 'blob:'],
  ['script-src', "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"],
  ['worker-src', "'self'"],
];

const page = (contentSecurityPolicy: object) => view('Odd', () => h('p', null), { contentSecurityPolicy });

function feature(contentSecurityPolicy: object) {
  @Module({})
  @Feature({ contentSecurityPolicy })
  class OddModule {}
  return Features.of([OddModule]);
}

describe.each(REFUSED)('in %s the source %j', (directive, source, reason) => {
  it('ends the start where a page asks for it, with the reason', () => {
    expect(() => page({ [directive]: [source] })).toThrow(/^the page "Odd": contentSecurityPolicy /);
    expect(() => page({ [directive]: [source] })).toThrow(reason);
  });

  it('ends the start where a module asks for it, with the reason', async () => {
    await expect(feature({ [directive]: [source] })).rejects.toThrow(reason);
  });
});

it.each(TAKEN)('in %s the source %s is taken', async (directive, source) => {
  expect(page({ [directive]: [source] }).contentSecurityPolicy).toEqual({ [directive]: [source] });
  await expect(feature({ [directive]: [source] })).resolves.toBeInstanceOf(Features);
});
