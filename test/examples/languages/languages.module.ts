import { Global, Module } from '@nestjs/common';
import { TextProvider } from '../../../src/http/responses/text-provider.js';
import { TwoLanguages } from './two-languages.js';

@Global()
@Module({ providers: [{ provide: TextProvider, useClass: TwoLanguages }], exports: [TextProvider] })
export class LanguagesModule {}
