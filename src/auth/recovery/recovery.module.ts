import { Global, Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { AuthModule } from '../auth.module.js';
import { ForgotPasswordController } from './forgot-password.controller.js';
import { ForgottenPasswords } from './forgotten-passwords.service.js';
import { PasswordResetMail } from './password-reset.mail.js';
import { PasswordResets } from './password-resets.service.js';
import { recoveryFlashes, recoveryTexts } from './recovery.texts.js';
import { RecoverySettings } from './recovery.settings.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { ResetPasswordTokenPage } from './reset-password.token-page.js';

/** Lets people who have forgotten their password choose a new one by a mailed link. */
@Global()
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [ForgotPasswordController, ResetPasswordController],
  providers: [ForgottenPasswords, PasswordResetMail, PasswordResets, ResetPasswordTokenPage],
  exports: [ForgottenPasswords],
})
@Feature({
  settings: RecoverySettings,
  texts: recoveryTexts,
  flashes: recoveryFlashes,
  events: ['password-reset-requested', 'password-reset'],
  linkPaths: ['/reset-password'],
  newLinkPages: [{ label: 'resetNewLink', path: '/forgot-password', order: 100 }],
})
export class RecoveryModule {}
