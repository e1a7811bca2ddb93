import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { Feature } from '../../features/feature.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { AccountAddress } from './account-address.js';
import { EmailChangeSchema } from './email-change.entity.js';
import { EmailChangeMail } from './email-change.mail.js';
import { EmailChangedMail } from './email-changed.mail.js';
import { EmailChanges } from './email-changes.service.js';
import { EmailConfirmations } from './email-confirmations.service.js';
import { EmailController } from './email.controller.js';
import { EmailData } from './email-data.js';
import { EmailLinksController } from './email-links.controller.js';
import { EmailSettings } from './email.settings.js';
import { emailFlashes, emailTexts } from './email.texts.js';
import { EmailChangeTokenPage, EmailUndoTokenPage } from './email-token-pages.js';
import { EmailUndo } from './email-undo.service.js';
import { migrations } from './migrations/index.js';

/** Lets people change their address by a mailed link, and take the change back. */
@Module({
  imports: [AuthModule, SessionsModule, UsersModule],
  controllers: [EmailController, EmailLinksController],
  providers: [
    AccountAddress,
    EmailChangeMail,
    EmailChangeTokenPage,
    EmailChangedMail,
    EmailChanges,
    EmailConfirmations,
    EmailData,
    EmailUndo,
    EmailUndoTokenPage,
  ],
})
@Feature({
  entities: [EmailChangeSchema],
  migrations,
  settings: EmailSettings,
  texts: emailTexts,
  flashes: emailFlashes,
  events: ['email-change-requested', 'email-changed', 'email-change-undone'],
  linkPaths: ['/confirm-email', '/undo-email-change'],
  newLinkPages: [{ label: 'changeEmailLink', path: '/settings/email', order: 300 }],
  settingsLinks: [{ label: 'changeEmailLink', path: '/settings/email', order: 150, needsMail: true }],
})
export class EmailModule {}
