import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Feature } from '../features/feature.js';
import { KeepingSender } from './kept/keeping-sender.js';
import { KeptMails } from './kept/kept-mails.js';
import { KeptMailsCondition, KeptMailsController } from './kept/kept-mails.controller.js';
import { keptMailsTexts } from './kept/kept-mails.texts.js';
import { MAIL_EVENTS } from './mail.events.js';
import { MailSettings } from './mail.settings.js';
import { MailBacklog } from './mail-backlog.js';
import { MailCounts } from './mail-counts.js';
import { MailDispatcher } from './mail-dispatcher.js';
import { MailKinds } from './mail-kinds.js';
import { MailWorker } from './mail-worker.js';
import { migrations } from './migrations/index.js';
import { MailCondition } from './needs-mail.decorator.js';
import { OutboxModule } from './outbox.module.js';
import { MailWriter } from './rendering/mail-writer.js';
import { Sender } from './sending/sender.js';
import { SmtpSender } from './sending/smtp-sender.js';

/** Provides mail: the outbox for whoever causes one, and the worker that sends what waits in it. */
@Global()
@Module({
  imports: [OutboxModule],
  controllers: [KeptMailsController],
  providers: [
    KeptMailsCondition,
    MailBacklog,
    MailCondition,
    MailCounts,
    MailDispatcher,
    MailKinds,
    MailWorker,
    MailWriter,
    {
      provide: KeptMails,
      inject: [SETTINGS],
      useFactory: ({ dataDir }: Settings) => new KeptMails(dataDir),
    },
    {
      provide: Sender,
      inject: [MailSettings, KeptMails],
      useFactory: ({ server, authority }: MailSettings, kept: KeptMails) =>
        server === undefined ? new KeepingSender(kept) : new SmtpSender({ server, authority }),
    },
  ],
  exports: [MailBacklog, MailCounts],
})
@Feature({ settings: MailSettings, migrations, events: MAIL_EVENTS, texts: keptMailsTexts })
export class MailModule {}
