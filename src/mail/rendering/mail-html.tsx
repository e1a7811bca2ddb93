import { renderToString } from 'preact-render-to-string';
import type { SpokenLanguage } from '../../texts/languages.js';
import type { Mail, MailPart } from '../mail.js';

type Language = Pick<SpokenLanguage, 'tag' | 'direction'>;

/*
 * Mail programs know little of CSS, and no style sheet: styles stand at the elements. There is no colour but that of
 * the button, which is legible on white and on black, so that a program in the dark shows its own.
 */
const BODY = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Arial,sans-serif;font-size:16px;line-height:1.5';
const COLUMN = 'max-width:560px;margin:0 auto;padding:24px 16px;overflow-wrap:anywhere';
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:6px;background-color:#0b5ed7;color:#ffffff;text-decoration:none;font-weight:600';
const FACT = 'padding:2px 0;vertical-align:top;text-align:start';
const FOOT = 'margin:32px 0 0;font-size:14px;opacity:0.75';

/** Writes a mail as HTML with the same words as its text. It loads nothing from anywhere, so nobody learns who reads it. */
export function mailHtml({ subject, parts }: Pick<Mail, 'subject' | 'parts'>, siteName: string, language: Language): string {
  const html = renderToString(
    <html lang={language.tag} dir={language.direction}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
      </head>
      <body style={BODY}>
        <div style={COLUMN}>
          {parts.map((part, place) => (
            <Part key={place} part={part} />
          ))}
          <p style={FOOT}>{siteName}</p>
        </div>
      </body>
    </html>,
  );
  // A line has at most 998 bytes (RFC 5321, 4.5.3.1.6), and long ones cost points with filters.
  return `<!doctype html>\n${html.replaceAll(/(<\/(?:p|head|title|tr|table|div)>|<(?:body|div|tbody)[^>]*>|<meta[^>]*>)/g, '$1\n')}\n`;
}

function Part({ part }: { readonly part: MailPart }) {
  if ('text' in part) {
    return (
      <p style="margin:0 0 16px">
        {part.text.split('\n').map((line, place) => (place === 0 ? line : [<br key={place} />, line]))}
      </p>
    );
  }
  if ('link' in part) {
    return (
      <p style="margin:24px 0">
        <a href={part.link.href} style={BUTTON}>
          {part.label}
        </a>
      </p>
    );
  }
  return (
    <table role="presentation" style="border-collapse:collapse;margin:0 0 16px">
      <tbody>
        {part.facts.map(([label, value]) => (
          <tr key={label}>
            <td style={`${FACT};padding-inline-end:16px;opacity:0.75`}>{label}:</td>
            <td style={FACT}>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
