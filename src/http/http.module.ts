import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Assets } from './responses/assets.js';
import { ErrorFilter } from './filter/error.filter.js';
import { Flash } from './responses/flash.js';
import { FormPipe } from './requests/form.pipe.js';
import { Responder } from './responses/responder.js';
import { SafeRedirect } from './routing/safe-redirect.js';
import { SecurityTxt } from './safety/security-txt.js';

/** Turns outcomes into answers, for every room that has routes. */
@Global()
@Module({
  providers: [Assets, Flash, FormPipe, Responder, SafeRedirect, SecurityTxt, { provide: APP_FILTER, useClass: ErrorFilter }],
  exports: [Assets, Flash, FormPipe, Responder, SafeRedirect, SecurityTxt],
})
export class HttpModule {}
