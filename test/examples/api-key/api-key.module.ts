import { Global, Module } from '@nestjs/common';
import { RequestAuthenticator } from '../../../src/sessions/authentication/request-authenticator.js';
import { ApiKeyAuthenticator } from './api-key.authenticator.js';

@Global()
@Module({
  providers: [{ provide: RequestAuthenticator, useClass: ApiKeyAuthenticator }],
  exports: [RequestAuthenticator],
})
export class ApiKeyModule {}
