import { textFor } from '../texts/texts.js';
import type { PageContext } from '../views/view.js';

interface MomentProps {
  readonly at: string;
  readonly toSecond?: boolean;
  readonly context: PageContext;
}

/** Shows a time to the minute, in UTC. */
export function Moment({ at, toSecond = false, context: { texts, site } }: MomentProps) {
  const text = textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, toSecond ? 19 : 16) });
  return (
    // Between Arabic letters digits and dashes would change their places.
    <time dateTime={at} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
      {text}
    </time>
  );
}
