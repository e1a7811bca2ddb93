import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Assets } from './assets.js';
import { ErrorFilter } from './error.filter.js';
import { Flash } from './flash.js';
import { FormPipe } from './form.pipe.js';
import { Responder } from './responder.js';
import { SafeRedirect } from './safe-redirect.js';
import { SecurityTxt } from './security-txt.js';

/** From outcome to answer, for every room that has routes. */
@Global()
@Module({
  providers: [Assets, Flash, FormPipe, Responder, SafeRedirect, SecurityTxt, { provide: APP_FILTER, useClass: ErrorFilter }],
  exports: [Assets, Flash, FormPipe, Responder, SafeRedirect, SecurityTxt],
})
export class HttpModule {}
