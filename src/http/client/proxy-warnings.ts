import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { addressesOf } from './forwarded-address.js';
import { clientAddress } from './trusted-proxies.js';
import { Logger } from '../../log/logger.js';

/** So many logins in a row, and so many clients that proxies told of meanwhile, are no accident. */
const LOGINS = 20;
const CLIENTS = 5;

/** The farthest word of `X-Forwarded-For` is the client's own; more hops than anybody has are not read. */
const HOPS_AT_MOST = 99;

/**
 * Says once per process that one login after the other came from the same address, though proxies tell of
 * several clients: then one of the proxies is taken for everybody, and one guesser locks all out.
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
