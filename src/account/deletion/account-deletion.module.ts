import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { DeletionController } from './deletion.controller.js';
import { DeletionOutcome } from './deletion-outcome.js';
import { DeletionService } from './deletion.service.js';
import { DeletionSettings } from './deletion.settings.js';
import { deletionTexts } from './deletion.texts.js';
import { RemovalSweep } from './removal-sweep.js';
import { RepeatedDeletion } from './repeated-deletion.js';

/** Lets people end their account, and removes it when its time is over. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [DeletionController],
  providers: [DeletionOutcome, DeletionService, RemovalSweep, RepeatedDeletion],
})
@Feature({
  settings: DeletionSettings,
  texts: deletionTexts,
  settingsLinks: [{ label: 'deletionLink', path: '/settings/delete', order: 900 }],
})
export class AccountDeletionModule {}
