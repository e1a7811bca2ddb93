import { Global, Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { migrations } from './migrations/index.js';
import { TokenSchema } from './token.entity.js';
import { TokenController } from './token.controller.js';
import { TokenPages } from './token-pages.js';
import { TokensData } from './tokens-data.js';
import { TokensService } from './tokens.service.js';

/** Provides one-time links that are mailed. */
@Global()
@Module({
  controllers: [TokenController],
  providers: [TokensData, TokensService, TokenPages],
  exports: [TokensService, TokenPages],
})
@Feature({ entities: [TokenSchema], migrations, linkPaths: ['/m'] })
export class TokensModule {}
