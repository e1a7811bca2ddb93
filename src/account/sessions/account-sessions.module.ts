import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { accountSessionsFlashes, accountSessionsTexts } from './account-sessions.texts.js';
import { SessionsController } from './sessions.controller.js';

/** Lets people see and revoke their own sessions: the page, its texts and its link on the settings page. */
@Module({ imports: [AuthModule, UsersModule], controllers: [SessionsController] })
@Feature({
  texts: accountSessionsTexts,
  flashes: accountSessionsFlashes,
  settingsLinks: [{ label: 'accountSessionsLink', path: '/settings/sessions', order: 200 }],
})
export class AccountSessionsModule {}
