import type { NextFunction, Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { warnOfMissingScheme } from '../../src/http/client/proxy-warnings.js';
import type { Logger } from '../../src/log/logger.js';

const HTTPS = new URL('https://gate.example.org');

/** What is logged of these requests of a peer; each is its path and what the peer says of the scheme. */
function logged(requests: readonly (readonly [string, string | undefined])[], settings: object = {}, trusted = true): string[] {
  const lines: string[] = [];
  const logger = { warn: (message: string, { remedy }: { remedy: string }) => void lines.push(`${message}: ${remedy}`) };
  const warn = warnOfMissingScheme(logger as unknown as Logger, { publicUrl: HTTPS, forwardedProto: 'header', ...settings });
  let passed = 0;
  for (const [path, proto] of requests) {
    const app = { get: () => () => trusted };
    const request = {
      path,
      app,
      headers: proto === undefined ? {} : { 'x-forwarded-proto': proto },
      socket: { remoteAddress: '10.0.0.9' },
    };
    warn(request as unknown as Request, {} as Response, (() => (passed += 1)) as NextFunction);
  }
  expect(passed).toBe(requests.length);
  return lines;
}

describe('a trusted proxy that tells no scheme, with an https PUBLIC_URL', () => {
  it('is told of once, with the remedy', () => {
    expect(
      logged([
        ['/login', undefined],
        ['/', undefined],
      ]),
    ).toEqual([expect.stringMatching(/X-Forwarded-Proto.*FORWARDED_PROTO=https/)]);
  });

  it('is not told of where it tells one, asks a probe, is not trusted, or nothing hangs on it', () => {
    expect(
      logged([
        ['/login', 'http'],
        ['/health/ready', undefined],
      ]),
    ).toEqual([]);
    expect(logged([['/login', undefined]], {}, false)).toEqual([]);
    expect(logged([['/login', undefined]], { forwardedProto: 'https' })).toEqual([]);
    expect(logged([['/login', undefined]], { publicUrl: new URL('http://localhost:3000') })).toEqual([]);
  });
});
