import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { LruCache } from '../../cache/lru-cache.js';

/** This many clients are remembered, so that their fingerprints need not be hashed again in each request. */
const REMEMBERED = 4_096;

/** So many characters of a User-Agent are kept, which is enough to tell devices apart. */
const USER_AGENT_LENGTH = 256;

/**
 * An address is cut at the longest spelling of IPv6, because clients write what they like where TRUST_PROXY trusts
 * too many.
 */
const ADDRESS_LENGTH = 45;

/** This is what is known of the client of a request. */
export interface Client {
  readonly fingerprint: string;
  readonly address: string;
  readonly userAgent: string;
}

/**
 * Makes the client fingerprint (docs/architecture.md). It is keyed, so that a stolen store does not tell who came
 * from where.
 */
@Injectable()
export class ClientFingerprint {
  private readonly known = new LruCache<readonly string[]>(REMEMBERED);

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets' | 'sessionProtectionNetwork'>) {}

  of(request: Request): Client {
    const [fingerprint = ''] = this.fingerprints(request);
    return { fingerprint, address: clientAddress(request).slice(0, ADDRESS_LENGTH), userAgent: userAgent(request) };
  }

  /** Tells whether this client made the fingerprint, under any secret that is still valid. */
  matches(request: Request, fingerprint: string): boolean {
    return this.fingerprints(request).includes(fingerprint);
  }

  /** Computes the fingerprint under each secret, the present one first. */
  private fingerprints(request: Request): readonly string[] {
    const address = clientAddress(request);
    const place = this.settings.sessionProtectionNetwork ? network(address) : address;
    return this.known.get(`client fingerprint\n${place}\n${userAgent(request)}`, (text) => this.hashes(text)) ?? [];
  }

  private hashes(text: string): string[] {
    return this.settings.sessionSecrets.map((secret) => createHmac('sha256', secret).update(text).digest('base64url'));
  }
}

function userAgent(request: Request): string {
  return (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH);
}

/** Returns the /24 of IPv4 and the /48 of IPv6, because a phone often changes its address but seldom its network. */
function network(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed
    .toByteArray()
    .slice(0, parsed.kind() === 'ipv4' ? 3 : 6)
    .join('.');
}
