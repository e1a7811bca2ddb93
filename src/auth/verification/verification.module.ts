import { Global, Module } from '@nestjs/common';
import { Feature } from '../../features/feature.js';
import { UsersModule } from '../../users/users.module.js';
import { EmailProofs } from './email-proofs.js';
import { PendingVerification } from './pending-verification.js';
import { UnprovenSweep } from './unproven-sweep.js';
import { VerificationMail } from './verification.mail.js';
import { VerificationMails } from './verification-mails.service.js';
import { VerificationSettings } from './verification.settings.js';
import { VerificationStep } from './verification.step.js';
import { verificationFlashes, verificationTexts } from './verification.texts.js';
import { Verifications } from './verifications.service.js';
import { VerifyEmailController } from './verify-email.controller.js';
import { VerifyEmailTokenPage } from './verify-email.token-page.js';

/** Lets people prove that they read the mail of their account's address. */
@Global()
@Module({
  imports: [UsersModule],
  controllers: [VerifyEmailController],
  providers: [
    EmailProofs,
    PendingVerification,
    UnprovenSweep,
    VerificationMail,
    VerificationMails,
    Verifications,
    VerifyEmailTokenPage,
    {
      provide: VerificationStep,
      inject: [VerificationSettings],
      // Where nothing is asked there is no step: logins and restores need not look for it.
      useFactory: ({ emailVerification }: VerificationSettings) =>
        emailVerification === 'required' ? new VerificationStep() : null,
    },
  ],
  exports: [VerificationMails],
})
@Feature({
  settings: VerificationSettings,
  texts: verificationTexts,
  flashes: verificationFlashes,
  events: ['email-verified'],
  linkPaths: ['/verify-email', '/verify-email/not-me'],
  newLinkPages: [{ label: 'verifyEmailNewLink', path: '/verify-email', order: 200 }],
})
export class VerificationModule {}
