import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { isHttps, SETTINGS, type Settings } from '../../config/settings.js';
import { Logger } from '../../log/logger.js';
import { addressesOf, canonicalAddress } from './forwarded-address.js';
import { isPrivateAddress } from './private-address.js';
import { clientAddress, forwardedScheme, peerIsTrusted } from './trusted-proxies.js';

/** So many logins in a row, and so many clients that proxies told of meanwhile, are no accident. */
const LOGINS = 20;
const CLIENTS = 5;

/** The client itself writes the farthest entry of `X-Forwarded-For`, and more hops than anybody has are not read. */
const HOPS_AT_MOST = 99;

/**
 * Warns once per process that one login after the other came from the same address, though proxies name several
 * clients: one of the proxies is then taken for everybody, and one guesser locks all out.
 */
@Injectable()
export class SharedAddressWarning {
  private address = '';
  private logins = 0;
  private readonly clients = new Set<string>();
  private told = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
    private readonly logger: Logger,
  ) {}

  loggedIn(request: Request): void {
    if (this.told) return;
    const address = clientAddress(request);
    if (address !== this.address) this.beginWith(address);
    this.logins += 1;
    const client = addressesOf(request.headers['x-forwarded-for'], HOPS_AT_MOST).at(-1);
    if (client !== undefined && this.clients.size < CLIENTS) this.clients.add(client);
    if (this.logins < LOGINS || this.clients.size < CLIENTS) return;
    this.told = true;
    this.logger.warn('all logins come from one address, though proxies tell of several clients', {
      address,
      remedy:
        `if ${address} is one of your proxies, the login throttle may lock everybody out: TRUST_PROXY must name, or count, ` +
        `all of them; see what arrives with: npm run doctor -- ${this.settings.publicUrl.origin}`,
    });
  }

  private beginWith(address: string): void {
    this.address = address;
    this.logins = 0;
    this.clients.clear();
  }
}

/**
 * Warns once per process that a peer in our own network speaks for others and is not believed: there, a forgotten
 * TRUST_PROXY is likelier than a liar. What strangers claim is not worth a line.
 */
export function warnOfUntrustedProxy(logger: Logger, { publicUrl }: Pick<Settings, 'publicUrl'>) {
  let told = false;
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!told && request.headers['x-forwarded-for'] !== undefined) {
      const peer = canonicalAddress(request.socket.remoteAddress);
      told = isPrivateAddress(peer) && !peerIsTrusted(request);
      if (told) {
        logger.warn('X-Forwarded-For of a peer that is not trusted is ignored', {
          peer,
          remedy:
            `if ${peer} is your proxy, all visitors look like it and the login throttle may lock everybody out: ` +
            `set TRUST_PROXY to its address, and check with: npm run doctor -- ${publicUrl.origin}`,
        });
      }
    }
    next();
  };
}

/**
 * Warns once per process that a trusted proxy does not tell the scheme, where PUBLIC_URL is https: browsers would be
 * redirected without end, because each request looks like plain HTTP.
 */
export function warnOfMissingScheme(logger: Logger, settings: Pick<Settings, 'publicUrl' | 'forwardedProto'>) {
  let told = !isHttps(settings) || settings.forwardedProto === 'https';
  return (request: Request, _response: Response, next: NextFunction): void => {
    // Machines next door ask the probes, and they forward for nobody.
    if (!told && !/^\/health\//i.test(request.path) && peerIsTrusted(request) && forwardedScheme(request) === undefined) {
      told = true;
      logger.warn(
        'a trusted proxy sends no X-Forwarded-Proto: its requests count as plain HTTP, which is redirected without end',
        {
          peer: canonicalAddress(request.socket.remoteAddress),
          remedy:
            'have the proxy set X-Forwarded-Proto to the scheme of its client; where it can set none and speaks nothing but TLS: FORWARDED_PROTO=https',
        },
      );
    }
    next();
  };
}
