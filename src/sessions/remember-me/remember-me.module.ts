import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { DurableRevocations } from './durable-revocations.js';
import { migrations } from './migrations/index.js';
import { RememberCookie } from './remember-cookie.js';
import { RememberMeSettings } from './remember-me.settings.js';
import { rememberMeFlashes, rememberMeTexts } from './remember-me.texts.js';
import { RestoreTurns } from './restore-turns.js';
import { SeriesSchema } from './series.entity.js';
import { SeriesService } from './series.service.js';
import { SeriesTurns } from './series-turns.js';
import { SeriesUse } from './series-use.js';

/** Provides the series of remember-me: their table, their cookie, their settings. */
@Module({
  providers: [DurableRevocations, RememberCookie, RestoreTurns, SeriesService, SeriesTurns, SeriesUse],
  exports: [DurableRevocations, RememberCookie, RestoreTurns, SeriesService, SeriesUse],
})
@Feature({
  entities: [SeriesSchema],
  migrations,
  settings: RememberMeSettings,
  texts: rememberMeTexts,
  flashes: rememberMeFlashes,
})
export class RememberMeModule {}
