import { Module } from '@nestjs/common';
import { SessionCounters } from './session-counters.js';
import { SessionIndex } from './session-index.js';
import { SessionRevoker } from './session-revoker.js';

/** Provides what lists, ends and counts stored sessions, without anything of a request. */
@Module({
  providers: [SessionCounters, SessionIndex, SessionRevoker],
  exports: [SessionCounters, SessionIndex, SessionRevoker],
})
export class SessionRecordsModule {}
