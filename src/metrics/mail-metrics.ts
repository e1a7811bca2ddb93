import type { Registry } from 'prom-client';
import type { MailCounts } from '../mail/mail-counts.js';
import type { MailBacklog } from '../mail/mail-backlog.js';
import { counters, gauge } from './read-at-scrape.js';

/** Measures the outbox: what has left it by this instance, and what waits in it for any of them. */
export function mailMetrics(registry: Registry, counts: MailCounts, backlog: MailBacklog): void {
  const mails = {
    name: 'gatehouse_mails_total',
    help: 'Mails that have left the outbox: sent, or failed because the recipient was refused or a day was over.',
  };
  const waiting = { name: 'gatehouse_mails_waiting', help: 'Mails that wait in the outbox, of all instances together.' };
  const oldest = {
    name: 'gatehouse_mail_oldest_seconds',
    help: 'How long the oldest mail in the outbox has waited; 0 where none waits.',
  };
  counters(registry, mails, 'outcome', () => Object.entries({ sent: counts.sent, failed: counts.failed }));
  gauge(registry, waiting, async () => (await backlog.read()).waiting);
  gauge(registry, oldest, async () => (await backlog.read()).oldest / 1_000);
}
