import { Global, Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SignedInStreams } from './signed-in-streams.js';

/** Lets handlers keep streams open for people who are signed in. */
@Global()
@Module({ imports: [SessionsModule], providers: [SignedInStreams], exports: [SignedInStreams] })
export class StreamsModule {}
