import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { ExportsModule } from '../exports/exports.module.js';
import { AccountDeeds } from './account-deeds.js';
import { AccountDetails } from './account-details.js';
import { AccountResetController } from './account-reset.controller.js';
import { AccountRolesController } from './account-roles.controller.js';
import { AccountStateController } from './account-state.controller.js';
import { AccountsController } from './accounts.controller.js';
import { adminUsersFlashes, adminUsersTexts } from './admin-users.texts.js';
import { DeedForms } from './deed-forms.js';
import { FoundAccounts } from './found-accounts.js';
import { RemovalNoticeMail } from './removal-notice.mail.js';
import { SecondFactorResetController } from './second-factor-reset.controller.js';
import { RepeatedDeeds } from './repeated-deeds.js';

/**
 * Lets administrators find accounts and act on them. Each handler names its permission, so that a team can give some of
 * them to other roles (docs/roles.md); without that only `admin` has them.
 */
@Module({
  imports: [AuditModule, AuthModule, ExportsModule, SessionsModule, UsersModule],
  controllers: [
    AccountsController,
    AccountStateController,
    AccountRolesController,
    AccountResetController,
    SecondFactorResetController,
  ],
  exports: [AccountDetails, DeedForms, RepeatedDeeds],
  providers: [AccountDeeds, AccountDetails, DeedForms, FoundAccounts, RemovalNoticeMail, RepeatedDeeds],
})
@Feature({ texts: adminUsersTexts, flashes: adminUsersFlashes })
export class AdminUsersModule {}
