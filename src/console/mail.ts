import { randomUUID } from 'node:crypto';
import { Environment } from '../config/environment.js';
import { SettingsError } from '../config/setting-error.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';
import { MailSettings } from '../mail/mail.settings.js';
import { domainOf, isPlainAddress } from '../mail/mail-address.js';
import { converse } from '../mail/sending/conversation.js';
import { tell } from './told.js';

const USAGE = 'npm run mail -- test <e-mail>\n';

// npm run mail -- test <e-mail> sends a mail by MAIL_URL and tells what the server has answered, word for word.
try {
  const [command, to = '', ...more] = process.argv.slice(2);
  const isAsked = command === 'test' && isPlainAddress(to) && more.length === 0;
  process.exitCode = isAsked ? await sendTest(to) : tell(USAGE, 2);
} catch (error) {
  process.exitCode = reportStartFailure(error);
}

async function sendTest(to: string): Promise<number> {
  const env = new Environment(process.env);
  const { server, authority, from, replyTo } = new MailSettings(env);
  if (env.problems.length > 0) throw new SettingsError(env.problems);
  if (server === undefined || from === undefined) return tell('MAIL_URL is not set: no mail is sent. See docs/mail.md\n', 1);
  const text = 'This mail was sent to see whether mail works. It does.\n';
  const { lines, isTaken, fault } = await converse(
    { server, authority },
    {
      messageId: `<${randomUUID()}@${domainOf(from.address)}>`,
      from,
      replyTo,
      to,
      subject: 'A test of mail',
      text,
      html: `<!doctype html>\n<html lang="en">\n<body><p>${text}</p></body>\n</html>\n`,
      language: 'en',
    },
  );
  tell(`${lines.join('\n')}\n`, 0);
  if (isTaken) return tell(`${server.host} has taken the mail. Look whether it arrives, and whether as spam.\n`, 0);
  return tell(`The mail was not taken: ${fault}\n`, 1);
}
