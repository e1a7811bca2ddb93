import { Counter, type Registry } from 'prom-client';

const OUTCOMES = {
  200: 'succeeded',
  303: 'succeeded',
  401: 'wrong-credentials',
  422: 'invalid',
  429: 'throttled',
  499: 'abandoned',
  500: 'failed',
  503: 'unavailable',
} as const;

/** A login is refused before anybody looks at the credentials when it is too long, cross-site or not a form. */
const REFUSED = 'refused';

/** Counts posts to `/login` by their outcome. */
export class LoginMetrics {
  private readonly outcomes: ReadonlyMap<string, Counter.Internal>;

  constructor(registry: Registry) {
    const logins = new Counter({
      name: 'gatehouse_logins_total',
      help: 'Tries to log in, by outcome.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    const names = [...Object.values(OUTCOMES), REFUSED];
    // All outcomes are made now, because a rate needs a value to begin with.
    this.outcomes = new Map(names.map((outcome) => [outcome, child(logins, outcome)]));
  }

  ended(status: number): void {
    const outcome = status in OUTCOMES ? OUTCOMES[status as keyof typeof OUTCOMES] : REFUSED;
    this.outcomes.get(outcome)?.inc();
  }
}

function child(logins: Counter, outcome: string): Counter.Internal {
  const made = logins.labels(outcome);
  made.inc(0);
  return made;
}
