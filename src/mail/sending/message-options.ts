import type { SendMailOptions } from 'nodemailer';
import type { ComposedMail } from '../rendering/composed-mail.js';

/** Says a mail in nodemailer's words. Addresses are objects: of a text it would parse its own recipients. */
export function messageOptions({ messageId, from, replyTo, to, subject, text, html, language }: ComposedMail): SendMailOptions {
  return {
    messageId,
    from,
    ...(replyTo && { replyTo }),
    to: { name: '', address: to },
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    // RFC 3834: no program answers this, such as one that tells of a vacation.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
    // A bounce that quoted the whole mail would carry its link to wherever bounces go.
    dsn: { id: messageId.slice(1, -1), return: 'headers', notify: ['failure'] },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
