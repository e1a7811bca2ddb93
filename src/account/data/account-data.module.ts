import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { accountDataTexts } from './account-data.texts.js';
import { ExportController } from './export.controller.js';

/** Provides the copy of all that is kept about a person. */
@Module({ imports: [AuthModule, UsersModule], controllers: [ExportController] })
@Feature({ texts: accountDataTexts, settingsLinks: [{ label: 'exportLink', path: '/settings/export', order: 800 }] })
export class AccountDataModule {}
