import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { ChangePasswordUrlController } from './password/change-password-url.controller.js';
import { PasswordChangeService } from './password/password-change.service.js';
import { PasswordController } from './password/password.controller.js';
import { ProfileController } from './profile/profile.controller.js';
import { SessionController } from './session/session.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SettingsController } from './settings/settings.controller.js';

/** What a signed-in person sees of the account and does with it. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [
    ProfileController,
    SettingsController,
    SessionsController,
    PasswordController,
    ChangePasswordUrlController,
    SessionController,
  ],
  providers: [PasswordChangeService],
})
export class AccountModule {}
