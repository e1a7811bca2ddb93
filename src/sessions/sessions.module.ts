import { Global, Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { AuthenticationMiddleware } from './authentication/authentication.middleware.js';
import { ClientFingerprint } from './record/client-fingerprint.js';
import { RememberMeModule } from './remember-me/remember-me.module.js';
import { EndingMessages } from './authentication/ending-messages.js';
import { RememberMeService } from './authentication/remember-me.service.js';
import { SeriesRestore } from './authentication/series-restore.js';
import { MassRevocationsModule } from './revocations/mass-revocations.module.js';
import { SessionRecordsModule } from './record/session-records.module.js';
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
import { SessionStates } from './authentication/session-states.js';
import { SessionWatch } from './authentication/session-watch.js';
import { SessionStore } from './express/session-store.js';
import { SessionSerializer } from './express/session.serializer.js';
import { sessionsFlashes, sessionsTexts } from './sessions.texts.js';
import { SessionsData } from './sessions-data.js';
import { SessionsService } from './sessions.service.js';
import { SessionRenewal } from './session-renewal.js';
import { SignOut } from './sign-out.js';
import { ImpersonatedSessions } from './impersonated-sessions.js';
import { Impersonators } from './impersonation/impersonators.js';
import { OwnSessionCookie } from './impersonation/own-session-cookie.js';
import { OwnSessionReturn } from './authentication/own-session-return.js';
import { SignedInAccounts } from './impersonation/signed-in-accounts.js';

/** Keeps people signed in: it provides the store, the serializer and the services of a session. */
@Global()
@Module({
  imports: [UsersModule, RememberMeModule, SessionRecordsModule, MassRevocationsModule],
  providers: [
    AccountSessionsService,
    AuthenticationMiddleware,
    IdChange,
    ClientFingerprint,
    ImpersonatedSessions,
    Impersonators,
    OwnSessionCookie,
    OwnSessionReturn,
    SignedInAccounts,
    CredentialLimits,
    EndingMessages,
    RefusedCookies,
    RememberMeService,
    RequestCredentials,
    SeriesRestore,
    SessionRegeneration,
    SessionCookie,
    SessionLookup,
    SessionProtection,
    SessionReader,
    SessionStates,
    SessionWatch,
    SessionWriter,
    SessionStore,
    SessionSerializer,
    SessionLifecycle,
    SessionRenewal,
    SessionsData,
    SessionsService,
    SignOut,
  ],
  exports: [
    AccountSessionsService,
    AuthenticationMiddleware,
    IdChange,
    ImpersonatedSessions,
    Impersonators,
    SessionLookup,
    SessionStore,
    SessionSerializer,
    SessionRenewal,
    SessionsService,
    SignOut,
    SessionStates,
    SessionWatch,
    RememberMeModule,
    SessionRecordsModule,
    MassRevocationsModule,
  ],
})
@Feature({
  texts: sessionsTexts,
  flashes: sessionsFlashes,
  events: ['impersonation-started', 'impersonation-ended', 'impersonation-refused'],
})
export class SessionsModule {}
