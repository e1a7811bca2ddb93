import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { clientAddress } from '../client/trusted-proxies.js';
import { Sites } from './sites.js';

/** So much of an address and of a User-Agent is kept: the longest spelling of IPv6, and enough to tell devices apart. */
const ADDRESS_LENGTH = 45;
const USER_AGENT_LENGTH = 256;

/** This is what a mail may tell of the visitor who caused it, and the language in which that one reads. */
export interface VisitorFacts {
  readonly address: string;
  readonly userAgent: string;
  /** This is the tag of one of the site's languages. */
  readonly language: string;
}

/** Knows what a mail may tell of who is asking. */
@Injectable()
export class Visitors {
  constructor(private readonly sites: Sites) {}

  of(request: Request): VisitorFacts {
    return {
      address: clientAddress(request).slice(0, ADDRESS_LENGTH),
      userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
      language: this.sites.of(request).language,
    };
  }
}
