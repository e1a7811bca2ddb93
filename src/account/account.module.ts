import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Feature } from '../features/feature.js';
import { UsersModule } from '../users/users.module.js';
import { nameOf } from '../views/shown-user.js';
import { accountFlashes, accountTexts } from './account.texts.js';
import { ChangePasswordUrlController } from './password/change-password-url.controller.js';
import { PasswordChangeService } from './password/password-change.service.js';
import { PasswordController } from './password/password.controller.js';
import { ProfileController } from './profile/profile.controller.js';
import { SessionController } from './session/session.controller.js';
import { SettingsController } from './settings/settings.controller.js';

/** Provides what a signed-in person sees of the account and does with it. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [ProfileController, SettingsController, PasswordController, ChangePasswordUrlController, SessionController],
  providers: [PasswordChangeService],
})
@Feature({
  texts: accountTexts,
  flashes: accountFlashes,
  navigation: [
    { label: 'settingsLink', path: '/settings', order: 200 },
    { label: 'profileLink', path: '/profile', order: 300, name: nameOf, picture: ({ picture }) => picture },
  ],
  settingsLinks: [{ label: 'changePasswordLink', path: '/settings/password', order: 100 }],
})
export class AccountModule {}
