import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Assets } from './responses/assets.js';
import { ContentSecurityPolicy } from './responses/content-security-policy.js';
import { ErrorOutcomes } from './filter/error-outcomes.js';
import { ErrorFilter } from './filter/error.filter.js';
import { Flash } from './responses/flash.js';
import { FormPipe } from './requests/form.pipe.js';
import { Sites } from './responses/sites.js';
import { Responder } from './responses/responder.js';
import { LiteralStarts } from './routing/literal-starts.js';
import { AbsentRoutes } from './routing/route-condition.js';
import { SafeRedirect } from './routing/safe-redirect.js';
import { ShownFaults } from './filter/shown-fault.js';
import { Uploads } from './requests/uploads.js';
import { Visitors } from './responses/visitor-facts.js';
import { SecurityTxt } from './safety/security-txt.js';

/** A team's modules may inject all of these. */
const SHARED = [
  Assets,
  ContentSecurityPolicy,
  ErrorOutcomes,
  Flash,
  FormPipe,
  Responder,
  SafeRedirect,
  SecurityTxt,
  ShownFaults,
  Sites,
  Uploads,
  Visitors,
];

/** Turns outcomes into answers, for every room that has routes. */
@Global()
@Module({
  providers: [AbsentRoutes, LiteralStarts, ...SHARED, { provide: APP_FILTER, useClass: ErrorFilter }],
  exports: SHARED,
})
export class HttpModule {}
