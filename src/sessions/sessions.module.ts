import { Global, Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { AuthenticationMiddleware } from './authentication/authentication.middleware.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { RememberMeModule } from './remember-me/remember-me.module.js';
import { RememberMeService } from './authentication/remember-me.service.js';
import { SeriesRestore } from './authentication/series-restore.js';
import { SessionCounters } from './record/session-counters.js';
import { SessionIndex } from './record/session-index.js';
import { SessionRevoker } from './record/session-revoker.js';
import { IdChange } from './express/id-change.js';
import { SessionCookie } from './express/session-cookie.js';
import { CredentialLimits } from './authentication/credential-limits.js';
import { RefusedCookies } from './authentication/refused-cookies.js';
import { RequestCredentials } from './authentication/request-credentials.js';
import { SessionRegeneration } from './express/session-regeneration.js';
import { SessionLookup } from './authentication/session-lookup.js';
import { SessionProtection } from './authentication/session-protection.js';
import { SessionLifecycle } from './authentication/session-lifecycle.middleware.js';
import { SessionReader } from './record/session-reader.js';
import { SessionWriter } from './record/session-writer.js';
import { SessionStore } from './express/session-store.js';
import { SessionSerializer } from './express/session.serializer.js';
import { sessionsFlashes, sessionsTexts } from './sessions.texts.js';
import { SessionsService } from './sessions.service.js';

/** Keeps people signed in: it provides the store, the serializer and the services of a session. */
@Global()
@Module({
  imports: [UsersModule, RememberMeModule],
  providers: [
    AccountSessionsService,
    AuthenticationMiddleware,
    IdChange,
    ClientFingerprint,
    CredentialLimits,
    RefusedCookies,
    RememberMeService,
    RequestCredentials,
    SeriesRestore,
    SessionRegeneration,
    SessionCookie,
    SessionCounters,
    SessionIndex,
    SessionRevoker,
    SessionLookup,
    SessionProtection,
    SessionReader,
    SessionWriter,
    SessionStore,
    SessionSerializer,
    SessionLifecycle,
    SessionsService,
  ],
  exports: [
    AccountSessionsService,
    AuthenticationMiddleware,
    IdChange,
    SessionCounters,
    SessionLookup,
    SessionStore,
    SessionSerializer,
    SessionsService,
    RememberMeModule,
  ],
})
@Feature({ texts: sessionsTexts, flashes: sessionsFlashes })
export class SessionsModule {}
