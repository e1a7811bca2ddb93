import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { Roles } from '../../roles/roles.decorators.js';
import { MassRevocationsModule } from '../../sessions/revocations/mass-revocations.module.js';
import { AdminUsersModule } from '../users/admin-users.module.js';
import { CountedConditions } from './counted-conditions.js';
import { DryRuns } from './dry-runs.js';
import { RevocationForm } from './revocation-form.js';
import { RevocationsController } from './revocations.controller.js';
import { revocationsFlashes, revocationsTexts } from './revocations.texts.js';
import { ShownRevocations } from './shown-revocations.js';

/** Lets administrators, and nobody by a permission alone, end the sessions of many people (docs/mass-revocation.md). */
@Module({
  imports: [AdminUsersModule, MassRevocationsModule],
  controllers: [RevocationsController],
  providers: [CountedConditions, DryRuns, RevocationForm, ShownRevocations],
})
@Roles('admin')
@Feature({ texts: revocationsTexts, flashes: revocationsFlashes })
export class AdminRevocationsModule {}
