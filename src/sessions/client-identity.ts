import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clientAddress } from '../http/trusted-proxies.js';

/** Characters of a User-Agent that are kept: enough to tell devices apart. */
const USER_AGENT_LENGTH = 256;

/** Of an address: the longest spelling of IPv6. Where TRUST_PROXY trusts too many, clients write what they like. */
const ADDRESS_LENGTH = 45;

/** What is known of the client of a request. */
export interface Client {
  readonly identity: string;
  readonly address: string;
  readonly userAgent: string;
}

/** Client identity (contract, section 0): keyed, so that a stolen store does not tell who came from where. */
@Injectable()
export class ClientIdentity {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets' | 'sessionProtectionNetwork'>) {}

  of(request: Request): Client {
    const [secret = ''] = this.settings.sessionSecrets;
    const address = clientAddress(request).slice(0, ADDRESS_LENGTH);
    return { identity: this.hash(secret, request), address, userAgent: userAgent(request) };
  }

  /** Whether this is the client that the identity was made of, under any secret that is still valid. */
  matches(request: Request, identity: string): boolean {
    return this.settings.sessionSecrets.some((secret) => this.hash(secret, request) === identity);
  }

  private hash(secret: string, request: Request): string {
    const address = clientAddress(request);
    const place = this.settings.sessionProtectionNetwork ? network(address) : address;
    return createHmac('sha256', secret)
      .update(`client identity\n${place}\n${userAgent(request)}`)
      .digest('base64url');
  }
}

function userAgent(request: Request): string {
  return (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH);
}

/** /24 of IPv4 and /48 of IPv6: a phone changes its address, seldom its network. */
function network(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed
    .toByteArray()
    .slice(0, parsed.kind() === 'ipv4' ? 3 : 6)
    .join('.');
}
