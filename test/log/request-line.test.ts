import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isoTime } from '../../src/log/iso-time.js';
import { type RequestFields, requestLine } from '../../src/log/request-line.js';

const FIELDS: RequestFields = {
  requestId: '2ceb6a6d-0000-4000-8000-000000000000',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  method: 'POST',
  route: '/settings/sessions/:id/revoke',
  path: '/settings/sessions/*/revoke',
  status: 200,
  format: 'json',
  ms: 251.3,
  address: '2001:db8::1',
  accountId: '01a2',
};

/** What would end a text or a line of JSON, and what a terminal or an editor takes for an end of line. */
const ODD = [
  '"',
  '\\',
  '\n',
  '\r',
  '\0',
  '\u001b[31m',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ud800',
  'é',
  '😀',
  '","event":"logged-in',
];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** The line that pino writes of these fields. */
function byPino(fields: RequestFields): string {
  let written = '';
  const options = { base: null, timestamp: isoTime, formatters: { level: (level: string) => ({ level }) } };
  pino(options, { write: (line) => void (written += line) }).info(fields, 'request');
  return written;
}

it('the line of a request is what pino writes', () => {
  expect(requestLine('info', FIELDS)).toBe(byPino(FIELDS));
});

it.each(Object.keys(FIELDS))('also without %s, where a request has none', (name) => {
  if (typeof FIELDS[name as keyof RequestFields] === 'number') return;
  const fields = { ...FIELDS, [name]: undefined };
  expect(requestLine('info', fields)).toBe(byPino(fields));
});

it.each(ODD)('and with %j in any text, which forges no line', (odd) => {
  for (const name of Object.keys(FIELDS)) {
    if (typeof FIELDS[name as keyof RequestFields] === 'number') continue;
    const fields = { ...FIELDS, [name]: `a${odd}b` };
    const line = requestLine('info', fields);
    expect(line).toBe(byPino(fields));
    expect(JSON.parse(line)).toMatchObject(fields);
  }
});
