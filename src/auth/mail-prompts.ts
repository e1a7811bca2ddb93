import { Injectable } from '@nestjs/common';
import { AccountPrompts } from '../http/responses/account-prompts.js';
import { Outbox } from '../mail/outbox.js';
import { RegistrationSettings } from './pending-registration/registration.settings.js';
import type { ShownBanner } from '../views/page-context.js';
import type { ShownUser } from '../views/shown-user.js';

const UNPROVEN: ShownBanner = { text: 'verificationBanner', label: 'verificationBannerLink', path: '/verify-email' };

/** Shows the way to what is done by mail, where mails can be sent, and to the sign-up, where it is open: nothing leads to a page that would be a 404. */
@Injectable()
export class MailPrompts extends AccountPrompts {
  readonly forgotPasswordPath: string | undefined;
  readonly registerPath: string | undefined;
  private readonly isOpen: boolean;

  constructor({ isOpen }: Outbox, { registration }: RegistrationSettings) {
    super();
    this.isOpen = isOpen;
    this.registerPath = registration === 'closed' ? undefined : '/register';
    this.forgotPasswordPath = isOpen ? '/forgot-password' : undefined;
  }

  bannerFor({ emailVerified }: ShownUser): ShownBanner | undefined {
    return this.isOpen && !emailVerified ? UNPROVEN : undefined;
  }
}
