import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { Probes } from './probes.js';
import { Serving } from './serving.js';

/** Provides what load balancers and monitors ask. */
@Module({ imports: [UsersModule], providers: [Probes, Serving], exports: [Probes, Serving] })
export class HealthModule {}
