import { Module } from '@nestjs/common';
import { Probes } from './probes.js';
import { Serving } from './serving.js';

/** What load balancers and monitors ask. */
@Module({ providers: [Probes, Serving], exports: [Probes, Serving] })
export class HealthModule {}
