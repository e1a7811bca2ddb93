import { type DynamicModule, Module } from '@nestjs/common';
import { AuditTrailModule } from '../audit/audit-trail.module.js';
import { RegistrationLimits } from '../auth/rate-limit/registration-limits.js';
import { RegistrationService } from '../auth/register/registration.service.js';
import { RepeatedSignUp } from '../auth/register/repeated-sign-up.js';
import { NewPasswordForms } from '../auth/new-password-forms.js';
import { MailLimits } from '../auth/rate-limit/mail-limits.js';
import { ForgottenPasswords } from '../auth/recovery/forgotten-passwords.service.js';
import { PasswordResetMail } from '../auth/recovery/password-reset.mail.js';
import { LoginLimits } from '../auth/rate-limit/login-limits.js';
import { VerificationMails } from '../auth/verification/verification-mails.service.js';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { DatabaseModule } from '../database/database.module.js';
import { Features } from '../features/features.js';
import { FeaturesModule } from '../features/features.module.js';
import { FormPipe } from '../http/requests/form.pipe.js';
import { LogModule } from '../log/log.module.js';
import { OutboxModule } from '../mail/outbox.module.js';
import { OutagesModule } from '../outages/outages.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { TokensService } from '../tokens/tokens.service.js';
import { SecondFactorRemoval } from '../auth/access/second-factor-removal.js';
import { SecondFactorRemovalService } from '../second-factor/second-factor-removal.service.js';
import { UsersModule } from '../users/users.module.js';
import { AccountRoles } from '../roles/account-roles.service.js';
import { AccountList } from './account-list.js';
import { AccountMails } from './account-mails.js';
import { RoleCommands } from './role-commands.js';
import { PasswordSetter } from './password-setter.js';
import { SecondFactorReset } from './second-factor-reset.js';
import { UserCommands } from './user-commands.js';

/** Imports the rooms that the operator's commands need: accounts and their stores, no routes. */
@Module({})
export class ConsoleModule {
  static with(settings: Settings, features: Features): DynamicModule {
    return {
      module: ConsoleModule,
      imports: [
        ConfigModule.with(settings, features.settings),
        FeaturesModule.with(features),
        LogModule,
        OutagesModule,
        DatabaseModule,
        RedisModule,
        OutboxModule,
        UsersModule,
        NoticesModule,
        AuditTrailModule,
      ],
      providers: [
        AccountList,
        AccountMails,
        AccountRoles,
        ForgottenPasswords,
        FormPipe,
        LoginLimits,
        MailLimits,
        NewPasswordForms,
        PasswordResetMail,
        PasswordSetter,
        RegistrationLimits,
        RegistrationService,
        RepeatedSignUp,
        SecondFactorReset,
        { provide: SecondFactorRemoval, useClass: SecondFactorRemovalService },
        RoleCommands,
        TokensService,
        UserCommands,
        // An account that an operator makes is sent no mail, so nothing of this is asked.
        { provide: VerificationMails, useValue: {} },
      ],
    };
  }
}
