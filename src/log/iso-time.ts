let last = 0;
let text = '';

/** Returns the time as pino wants it, in ISO 8601; it is made once a millisecond. */
export function isoTime(): string {
  const now = Date.now();
  if (now !== last) {
    last = now;
    text = `,"time":"${new Date(now).toISOString()}"`;
  }
  return text;
}
