import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { DurableRevocations } from './durable-revocations.js';
import { ExpirySweep } from './expiry-sweep.js';
import { migrations } from './migrations/index.js';
import { RememberCookie } from './remember-cookie.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { rememberMeFlashes, rememberMeTexts } from './remember-me.texts.js';
import { SeriesSchema } from './series.entity.js';
import { SeriesService } from './series.service.js';

/** The series of remember-me: their table, their cookie, their settings. */
@Module({
  providers: [DurableRevocations, ExpirySweep, RememberCookie, SeriesService],
  exports: [DurableRevocations, RememberCookie, SeriesService],
})
@Feature({
  entities: [SeriesSchema],
  migrations,
  settings: RememberMeSettings,
  texts: rememberMeTexts,
  flashes: rememberMeFlashes,
})
export class RememberMeModule {}
