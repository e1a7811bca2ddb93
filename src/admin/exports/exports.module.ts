import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { Exports } from './exports.service.js';
import { exportsTexts } from './exports.texts.js';

/** Writes down who takes lists of the administration away as files (docs/administration.md). */
@Module({ imports: [SessionsModule, UsersModule], providers: [Exports], exports: [Exports] })
@Feature({ events: ['export-started', 'export-ended'], texts: exportsTexts })
export class ExportsModule {}
