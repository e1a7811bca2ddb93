import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { arabic } from './translations/arabic.js';
import { german } from './translations/german.js';

@Module({})
@Feature({
  languages: [
    { tag: 'de', texts: german },
    { tag: 'ar', direction: 'rtl', texts: arabic },
  ],
  siteLanguages: ['en', 'de', 'ar'],
})
export class LanguagesModule {}
