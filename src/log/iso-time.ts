const SECOND = 1_000;

let second = -1;
let whole = '';

/** Returns the time as pino wants it, in ISO 8601; all but its milliseconds is made once a second. */
export function isoTime(): string {
  const now = Date.now();
  const milliseconds = now % SECOND;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    whole = `,"time":"${new Date(second).toISOString().slice(0, -'000Z'.length)}`;
  }
  return `${whole}${String(milliseconds).padStart(3, '0')}Z"`;
}
