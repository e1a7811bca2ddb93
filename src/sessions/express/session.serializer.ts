import { Injectable } from '@nestjs/common';
import { PassportSerializer } from '@nestjs/passport';
import passport from 'passport';
import type { Principal } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import type { Authentication } from '../record/authentication.js';
import type { Client } from '../record/client-fingerprint.js';
import { VERSION, type SessionRecord } from '../record/session-record.js';
import { LOADED, type LoadedRecord } from '../record/loaded-session.js';

type Done<T> = (error: Error | null, result?: T) => void;

/** A principal on its way into a new session, with all that the session's first write must hold. */
export interface NewLogin {
  readonly principal: Principal;
  readonly client: Client;
  readonly signedInAt: number;
  readonly authentications: readonly Authentication[];
  readonly series: string | null;
}

/**
 * An application's own Passport: Nest's default is one for the whole process, in which two applications
 * (tests, a rolling restart in place) would deserialise each other's users. Made on demand, because the
 * base class asks for it before any field of ours exists.
 */
const passports = new WeakMap<PassportSerializer, passport.PassportStatic>();

/** Between a session and its user: what a session stores of a login, and who that is in a later request. */
@Injectable()
export class SessionSerializer extends PassportSerializer {
  constructor(private readonly principals: PrincipalsService) {
    super();
  }

  override serializeUser({ principal, client, ...times }: NewLogin, done: Done<SessionRecord>): void {
    const { id: accountId, securityStamp } = principal;
    done(null, { version: VERSION, accountId, securityStamp, ...times, ...client, lastSeenAt: Date.now(), suspicious: false });
  }

  /**
   * No login when the account is gone or disabled, when its stamp is another (then every session of it is
   * over), when this session was ended and Redis has forgotten that, or when it lies at the keys of another
   * account.
   */
  override deserializeUser(record: LoadedRecord, done: Done<Principal | false>): void {
    this.resolvePrincipal(record).then(
      (principal) => done(null, principal ?? false),
      (error: unknown) => done(error instanceof Error ? error : new Error('principal')),
    );
  }

  /** As {@link deserializeUser}, null for no login; `record` is as the store gave it. */
  async resolvePrincipal(record: LoadedRecord): Promise<Principal | null> {
    const loaded = record[LOADED];
    if (loaded === undefined) return null;
    // Passport may ask again in the same request.
    const principal = await (loaded.resolved ??= this.principals.resolve(record.accountId, loaded.principal));
    const isItsOwn = principal !== null && principal.hashTag === loaded.hashTag;
    return isItsOwn && isValid(principal, record, loaded.hash) ? principal : null;
  }

  override getPassportInstance(): passport.PassportStatic {
    const own = passports.get(this) ?? newPassport();
    passports.set(this, own);
    return own;
  }
}

function isValid(principal: Principal, { securityStamp }: SessionRecord, hash: string): boolean {
  return principal.active && principal.securityStamp === securityStamp && !principal.revokedSessions.includes(hash);
}

function newPassport(): passport.PassportStatic {
  const { Authenticator, Passport, Strategy, strategies } = passport;
  return Object.assign(new Passport(), { Authenticator, Passport, Strategy, strategies });
}
