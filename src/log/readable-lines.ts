import type { DestinationStream } from 'pino';

/**
 * Formats lines for people at a terminal: `12:00:01 info logged-in event=logged-in address=127.0.0.1`. The lines of a
 * `report` follow, indented, so that none of them is taken for a line of the log.
 */
export function readableLines(out: { write(text: string): unknown }): DestinationStream {
  return {
    write(line) {
      const { time, level, msg, report = [], ...fields } = JSON.parse(line) as Record<string, unknown>;
      const clock = String(time).slice(11, 19);
      const rest = Object.entries(fields).map(([key, value]) => `${key}=${plain(value)}`);
      const below = (report as string[]).map((told) => `    ${told}\n`);
      out.write(`${[clock, String(level), plain(msg), ...rest].join(' ')}\n${below.join('')}`);
    },
  };
}

/** Leaves words as they are and quotes and escapes all else, so that one event stays on one line. */
function plain(value: unknown): string {
  if (typeof value === 'string' && /^[\w.,:;/@()[\]' =|-]*$/.test(value)) return value;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, '?');
}
