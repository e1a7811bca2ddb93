import { textFor } from '../../texts/texts.js';
import type { PageContext } from '../../views/view.js';

/** Shows a time to the minute; `at` is ISO 8601. Between Arabic letters its digits would change their places. */
export function Time({ at, context: { texts, site } }: { at: string; context: PageContext }) {
  const text = textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, 16) });
  return (
    <time dateTime={at} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
      {text}
    </time>
  );
}
