import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { built } from '../support/built.ts';
import { type Stores, measuredEnvironment } from '../support/product.ts';
import { USER_AGENT } from '../support/wrk.ts';
import type { Account } from './accounts.ts';

/** The address that every measured visitor comes from, and so the one that their sessions are bound to. */
const CLIENT = {
  socket: { remoteAddress: '127.0.0.1' },
  // No proxy is trusted.
  app: { get: () => undefined },
  headers: { 'user-agent': USER_AGENT },
} as unknown as Request;

export interface Writer {
  /** Signs the account in as the product would: session, place in the index, cached principal. Gives the cookie. */
  signIn(account: Account): Promise<string>;
  /** A stored password string of the measured cost. */
  hash(password: string): Promise<string>;
  close(): Promise<void>;
}

/** The product's own services, in this process, without its HTTP side. */
export async function openWriter(stores: Stores, env: Record<string, string> = {}): Promise<Writer> {
  const { createApp } = await built<typeof import('../../src/app.js')>('app.js');
  const { readSettings } = await built<typeof import('../../src/config/read-settings.js')>('config/read-settings.js');
  const { cookieName } = await built<typeof import('../../src/http/responses/cookies.js')>('http/responses/cookies.js');
  const { ClientFingerprint } = await built<typeof import('../../src/sessions/record/client-fingerprint.js')>(
    'sessions/record/client-fingerprint.js',
  );
  const { newSessionId } = await built<typeof import('../../src/sessions/record/session-id.js')>('sessions/record/session-id.js');
  const { SessionStore } = await built<typeof import('../../src/sessions/express/session-store.js')>(
    'sessions/express/session-store.js',
  );
  const { SessionSerializer } = await built<typeof import('../../src/sessions/express/session.serializer.js')>(
    'sessions/express/session.serializer.js',
  );
  const { PasswordHasher } = await built<typeof import('../../src/users/passwords/password-hasher.js')>(
    'users/passwords/password-hasher.js',
  );
  const { PrincipalsService } = await built<typeof import('../../src/users/principal/principals.service.js')>(
    'users/principal/principals.service.js',
  );
  const { sign } = await import('cookie-signature');
  const settings = readSettings({ ...measuredEnvironment(stores), PUBLIC_URL: 'http://127.0.0.1', LOG_LEVEL: 'silent', ...env });
  const app = await createApp(settings);
  await app.init();
  const [store, serializer, principals] = [app.get(SessionStore), app.get(SessionSerializer), app.get(PrincipalsService)];
  const client = app.get(ClientFingerprint).of(CLIENT);
  return {
    async signIn({ createdAt, ...account }) {
      const now = Date.now();
      const principal = {
        ...account,
        emailVerified: false,
        roles: [],
        displayName: '',
        theme: 'system',
        pictureVersion: null,
        createdAt: createdAt.toISOString(),
        active: true,
        version: 1,
        revokedSessions: [],
      };
      const record = await new Promise<object | undefined>((resolve) =>
        serializer.serializeUser(
          { principal, client, signedInAt: now, authentications: [{ method: 'password', at: now }], series: null },
          (_error, made) => resolve(made),
        ),
      );
      const id = newSessionId(account.hashTag);
      await Promise.all([store.set(id, { passport: { user: record } } as SessionData), principals.remember(principal)]);
      return `${cookieName('session', settings)}=${encodeURIComponent(`s:${sign(id, settings.sessionSecrets[0] ?? '')}`)}`;
    },
    hash: (password) => app.get(PasswordHasher).hash(password),
    close: () => app.close(),
  };
}
