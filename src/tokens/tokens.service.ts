import { createHash, randomBytes } from 'node:crypto';
import { EntityManager, type FilterQuery } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { ExpiringRows } from '../database/expiring-rows.js';
import { unitOfWork } from '../database/unit-of-work.js';
import { isOpen, User } from '../users/user.entity.js';
import { Token } from './token.entity.js';

/** A token has so many random bytes: 256 bits, and ASVS 5.0 7.2.3 asks for 128. */
const BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** This is a link that is to be made: for what, for whom and until when. */
export interface NewToken {
  readonly kind: string;
  /** This is null where the link will make the account. */
  readonly user: Pick<User, 'id' | 'securityStamp'> | null;
  /** The link is mailed to this address. */
  readonly email: string;
  /** The link works for so many milliseconds from now. */
  readonly lifetime: number;
  /** This is when the mail was caused. */
  readonly causedAt: Date;
  /** A new security stamp (another password, a disabled account) voids the link unless this is true. */
  readonly outlivesStamp?: boolean;
  /** The link is mailed to an address that the account does not have (yet). Otherwise another address voids it. */
  readonly toAnotherAddress?: boolean;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** These are links that a change of an account voids. */
export interface VoidedTokens {
  readonly accountId: string;
  readonly kinds: readonly string[];
}

/** Makes and uses up the secrets of mailed links. Each works once, and only its hash is kept. */
@Injectable()
export class TokensService extends ExpiringRows {
  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {
    super();
  }

  /** Stores a new token within the transaction of `em` and returns the link to it: `PUBLIC_URL/m?t=`. */
  async issue(em: EntityManager, { kind, user, email, lifetime, causedAt, data = {}, ...rest }: NewToken): Promise<URL> {
    const text = randomBytes(BYTES).toString('base64url');
    const { outlivesStamp = false, toAnotherAddress = false } = rest;
    const securityStamp = user === null || outlivesStamp ? '' : user.securityStamp;
    const expiresAt = new Date(Date.now() + lifetime);
    const hash = hashOf(text);
    const about = { kind, user: user?.id ?? null, email, toAnotherAddress, securityStamp };
    await em.insert(Token, { hash, ...about, data, causedAt, expiresAt });
    const link = new URL('/m', this.settings.publicUrl.origin);
    link.searchParams.set('t', text);
    return link;
  }

  /**
   * Finds the token, if its link works still: it was not used, it has not expired, and nothing has happened to the
   * account that voids it. Changes nothing.
   */
  async find(text: unknown, kind?: string, em: EntityManager = unitOfWork(this.em)): Promise<Token | null> {
    if (typeof text !== 'string' || !TOKEN.test(text)) return null;
    const where: FilterQuery<Token> = { hash: hashOf(text), expiresAt: { $gt: new Date() }, ...(kind !== undefined && { kind }) };
    const token = await em.findOne(Token, where);
    const accountId = token?.user ?? null;
    if (token === null || accountId === null || token.securityStamp === '') return token;
    const user = await em.findOne(User, { id: accountId }, { refresh: true });
    if (user === null || !isOpen(user) || user.securityStamp !== token.securityStamp) return null;
    // Whoever reads the mail of an address that the account has left must not get in by it (CVE-2026-32700).
    return token.toAnotherAddress || user.email === token.email ? token : null;
  }

  /**
   * Uses the token up within the transaction of `em`. Returns null when its link does not work (any more): of requests
   * that come at once, one gets the token.
   */
  async consume(em: EntityManager, text: unknown, kind: string): Promise<Token | null> {
    const token = await this.find(text, kind, em);
    if (token === null) return null;
    const removed = await em.nativeDelete(Token, { hash: token.hash });
    return removed === 1 ? token : null;
  }

  /** Voids links of an account within the transaction of `em`. */
  async revoke(em: EntityManager, { accountId, kinds }: VoidedTokens): Promise<void> {
    await em.nativeDelete(Token, { user: accountId, kind: { $in: [...kinds] } });
  }

  /** Voids all links of an account, but those that outlive its stamp, within the transaction of `em`. */
  async revokeAll(em: EntityManager, accountId: string): Promise<void> {
    await em.nativeDelete(Token, { user: accountId, securityStamp: { $ne: '' } });
  }

  async sweep(limit: number): Promise<void> {
    const em = unitOfWork(this.em);
    const expired = await em.find(Token, { expiresAt: { $lte: new Date() } }, { fields: ['hash'], limit });
    await em.nativeDelete(Token, { hash: { $in: expired.map(({ hash }) => hash) } });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
