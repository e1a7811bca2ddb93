import type { Mail, MailPart } from '../mail.js';

/**
 * A text with a longer line is sent as quoted-printable by some programs, which breaks it anywhere; RFC 5322, 2.1.1,
 * asks for 78 at most.
 */
const LINE = 76;

/** Writes a mail as plain text: no line is longer than 76 characters, but for a word that is longer by itself. */
export function mailText({ parts }: Pick<Mail, 'parts'>, siteName: string): string {
  return `${[...parts.map(partText), `-- \n${siteName}`].join('\n\n')}\n`;
}

function partText(part: MailPart): string {
  if ('text' in part) return part.text.split('\n').map(wrapped).join('\n');
  // Programs make a link of what begins with https:// up to the end of its line.
  if ('link' in part) return `${wrapped(`${part.label}:`)}\n\n${part.link.href}`;
  return part.facts.map(([label, value]) => wrapped(`${label}: ${oneLine(value)}`)).join('\n');
}

/** What a browser or a person has sent must not begin a line of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
