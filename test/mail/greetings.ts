/** Mails as a module of a team's sends them: a greeting to whatever address a test names. */

import { EntityManager } from '@mikro-orm/core';
import { Body, Controller, HttpCode, Injectable, Module, Post } from '@nestjs/common';
import { Public } from '../../src/http/routing/public.decorator.js';
import type { Mail } from '../../src/mail/mail.js';
import { MailKind, type MailJob } from '../../src/mail/mail-kind.js';
import { Outbox } from '../../src/mail/outbox.js';

export interface Greeting {
  readonly to: string;
  readonly name: string;
  readonly accountId?: string;
}

@Injectable()
export class GreetingMail extends MailKind<Greeting> {
  readonly name = 'greeting';

  compose({ data: { to, name } }: MailJob<Greeting>): Promise<Mail | null> {
    if (name === 'nobody') return Promise.resolve(null);
    const link = new URL(`http://localhost/m?t=${name}`);
    const parts = [
      { text: `Hello ${name}, and welcome. ${'This is a long sentence that no line could hold. '.repeat(4)}` },
      { facts: [['Name', name]] as const },
      { link, label: 'Open the door' },
    ];
    return Promise.resolve({ to, subject: `Hello ${name}`, parts });
  }
}

@Public()
@Controller('test-greeting')
class GreetingController {
  constructor(
    private readonly em: EntityManager,
    private readonly outbox: Outbox,
    private readonly kind: GreetingMail,
  ) {}

  /** Puts one greeting for each of `names` into the outbox, and then fails if `failing`. */
  @Post()
  @HttpCode(202)
  async greet(@Body() { to, names, failing }: { to: string; names: string[]; failing?: boolean }) {
    await this.em.transactional(async (em) => {
      for (const name of names) await this.outbox.put(em, this.kind, { to, name });
      if (failing === true) throw new Error('on purpose');
    });
    return {};
  }
}

/** A route that sends greetings. */
@Module({ controllers: [GreetingController], providers: [GreetingMail] })
export class Greetings {}
