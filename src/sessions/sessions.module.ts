import { Global, Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AccountSessionsService } from './account-sessions.service.js';
import { Authentication } from './authentication.middleware.js';
import { ClientIdentity } from './client-identity.js';
import { ExpirySweep } from './expiry-sweep.js';
import { LastingEnds } from './lasting-ends.js';
import { RememberCookie } from './remember-me/remember-cookie.js';
import { RememberMeService } from './remember-me/remember-me.service.js';
import { SeriesService } from './remember-me/series.service.js';
import { SessionCounts } from './session-counts.js';
import { SessionEnds } from './session-ends.js';
import { SessionCookie } from './session-cookie.js';
import { RequestCredentials } from './request-credentials.js';
import { SessionAdoption } from './session-adoption.js';
import { SessionLookup } from './session-lookup.js';
import { SessionProtection } from './session-protection.js';
import { SessionState } from './session-state.middleware.js';
import { SessionReader } from './session-reader.js';
import { SessionStore } from './session-store.js';
import { SessionSerializer } from './session.serializer.js';
import { SessionsService } from './sessions.service.js';

/** Staying known: the store, the serializer, and the deeds of a session. */
@Global()
@Module({
  imports: [UsersModule],
  providers: [
    AccountSessionsService,
    Authentication,
    ClientIdentity,
    ExpirySweep,
    LastingEnds,
    RememberCookie,
    RememberMeService,
    RequestCredentials,
    SeriesService,
    SessionAdoption,
    SessionCookie,
    SessionCounts,
    SessionEnds,
    SessionLookup,
    SessionProtection,
    SessionReader,
    SessionStore,
    SessionSerializer,
    SessionState,
    SessionsService,
  ],
  exports: [
    AccountSessionsService,
    Authentication,
    SessionCounts,
    SessionLookup,
    SessionStore,
    SessionSerializer,
    SessionsService,
  ],
})
export class SessionsModule {}
