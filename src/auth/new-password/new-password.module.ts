import { Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { AuthModule } from '../auth.module.js';
import { NEW_PASSWORD_REQUIRED } from '../login/new-password-required.js';
import { NewPasswordController } from './new-password.controller.js';
import { NewPasswordStep } from './new-password.step.js';
import { newPasswordTexts } from './new-password.texts.js';
import { NewPasswords } from './new-passwords.service.js';

/** Lets a login ask for a new password: where an operator wants it, and where the present one was stolen. */
@Module({
  imports: [AuthModule, SessionsModule, UsersModule],
  controllers: [NewPasswordController],
  providers: [NewPasswordStep, NewPasswords],
})
@Feature({ texts: newPasswordTexts, events: [NEW_PASSWORD_REQUIRED] })
export class NewPasswordModule {}
