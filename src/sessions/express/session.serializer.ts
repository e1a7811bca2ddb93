import { Injectable } from '@nestjs/common';
import { PassportSerializer } from '@nestjs/passport';
import passport from 'passport';
import type { Principal } from '../../users/principal/principal.js';
import type { Authentication } from '../record/authentication.js';
import type { Client } from '../record/client-fingerprint.js';
import { IMPERSONATED_VERSION, VERSION, type SessionRecord } from '../record/session-record.js';
import type { LoadedRecord } from '../record/loaded-session.js';
import type { Impersonation } from '../record/impersonation.js';
import { SignedInAccounts } from '../impersonation/signed-in-accounts.js';

type Done<T> = (error: Error | null, result?: T) => void;

/** This is a principal on its way into a new session, with all that the session's first write must hold. */
export interface NewLogin {
  readonly principal: Principal;
  readonly client: Client;
  readonly signedInAt: number;
  readonly authentications: readonly Authentication[];
  readonly series: string | null;
  /** This is when the series began, in milliseconds since 1970. */
  readonly seriesBegunAt?: number;
  /** This is present where an administrator acts as this principal. */
  readonly impersonation?: Impersonation;
}

/**
 * Each application has a Passport of its own: Nest's default is one for the whole process, in which two applications
 * (tests, a rolling restart in place) would deserialise each other's users. It is made on demand, because the base
 * class asks for it before any field of ours exists.
 */
const passports = new WeakMap<PassportSerializer, passport.PassportStatic>();

/** Converts between a session and its user: what a session stores of a login, and who that is in a later request. */
@Injectable()
export class SessionSerializer extends PassportSerializer {
  constructor(private readonly accounts: SignedInAccounts) {
    super();
  }

  override serializeUser({ principal, client, ...times }: NewLogin, done: Done<SessionRecord>): void {
    const { id: accountId, securityStamp } = principal;
    const version = times.impersonation === undefined ? VERSION : IMPERSONATED_VERSION;
    done(null, { version, accountId, securityStamp, ...times, ...client, lastSeenAt: Date.now(), suspicious: false });
  }

  /**
   * Refuses the login when the account is gone or disabled, when its security stamp changed (which revokes all its
   * sessions), when this session was revoked and Redis has lost that, when a mass revocation means it, or when it lies
   * at the keys of another account.
   */
  override deserializeUser(record: LoadedRecord, done: Done<Principal | false>): void {
    this.resolvePrincipal(record).then(
      (principal) => done(null, principal ?? false),
      (error: unknown) => done(error instanceof Error ? error : new Error('principal')),
    );
  }

  /** Does the same as {@link deserializeUser} but returns null for no login; `record` is as the store returned it. */
  resolvePrincipal(record: LoadedRecord): Promise<Principal | null> {
    return this.accounts.of(record);
  }

  override getPassportInstance(): passport.PassportStatic {
    const own = passports.get(this) ?? newPassport();
    passports.set(this, own);
    return own;
  }
}

function newPassport(): passport.PassportStatic {
  const { Authenticator, Passport, Strategy, strategies } = passport;
  return Object.assign(new Passport(), { Authenticator, Passport, Strategy, strategies });
}
