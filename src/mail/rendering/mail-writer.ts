import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Features } from '../../features/features.js';
import type { SpokenLanguage } from '../../texts/languages.js';
import { MailSettings } from '../mail.settings.js';
import { domainOf, isPlainAddress } from '../mail-address.js';
import { MailKinds } from '../mail-kinds.js';
import type { WaitingMail } from '../queue/outbox-queue.js';
import type { ComposedMail } from './composed-mail.js';
import { mailHtml } from './mail-html.js';
import { mailText } from './mail-text.js';

/** Makes of a waiting mail what goes out. */
@Injectable()
export class MailWriter {
  constructor(
    private readonly em: EntityManager,
    private readonly kinds: MailKinds,
    private readonly features: Features,
    private readonly settings: MailSettings,
  ) {}

  /**
   * Writes the mail in a transaction that is committed when this resolves. Resolves with null where it has lost its
   * reason. Throws what its kind throws, and where this build does not know the kind or the address is none.
   */
  async write({ id, causedAt, kind: name, data, language: tag }: WaitingMail): Promise<ComposedMail | null> {
    const kind = this.kinds.named(name);
    if (kind === undefined) throw new Error('no module provides this kind of mail');
    const language = this.languageOf(tag);
    const job = { id, data, causedAt, texts: language.texts };
    const mail = await unitOfWork(this.em).transactional((em) => kind.compose(job, em));
    if (mail === null) return null;
    // A comma or a bracket would make two recipients of one, or a mail to another domain.
    if (!isPlainAddress(mail.to)) throw new Error('a mail has an address that is none');
    const { siteName } = this.features.appearance;
    // Mails that are only kept for a developer need no MAIL_FROM.
    const from = this.settings.from ?? { name: siteName, address: 'no-reply@localhost' };
    return {
      messageId: `<${id}@${domainOf(from.address)}>`,
      from,
      replyTo: this.settings.replyTo,
      to: mail.to,
      accountId: typeof data['accountId'] === 'string' ? data['accountId'] : undefined,
      subject: mail.subject,
      text: mailText(mail, siteName),
      html: mailHtml(mail, siteName, language),
      language: language.tag,
    };
  }

  /** A language that the site does not speak any more is taken for its first. */
  private languageOf(tag: string | null): SpokenLanguage {
    const { languages } = this.features.appearance;
    const language = languages.find((spoken) => spoken.tag === tag) ?? languages[0];
    if (language === undefined) throw new Error('the site speaks no language');
    return language;
  }
}
