import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { HomeController } from './home/home.controller.js';
import { ProfileController } from './profile/profile.controller.js';
import { SessionController } from './session/session.controller.js';
import { PasswordController } from './settings/password/password.controller.js';
import { SessionsController } from './settings/sessions/sessions.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { ChangePasswordController } from './settings/well-known.controller.js';

/** The pages themselves. A page of one's own is a folder here and a line below. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [
    HomeController,
    DashboardController,
    ProfileController,
    SettingsController,
    SessionsController,
    PasswordController,
    ChangePasswordController,
    SessionController,
  ],
})
export class PagesModule {}
