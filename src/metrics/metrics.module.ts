import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { SETTINGS } from '../config/settings.js';
import { UsersModule } from '../users/users.module.js';
import { MetricSources } from './metric-sources.js';
import { Metrics, openMetrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';

/** Provides what monitoring reads. It looks into the rooms below; none of them knows it. */
@Module({
  imports: [AuditModule, UsersModule],
  providers: [MetricSources, { provide: Metrics, inject: [SETTINGS, MetricSources], useFactory: openMetrics }, MetricsServer],
  exports: [Metrics, MetricsServer],
})
export class MetricsModule {}
