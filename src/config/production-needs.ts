import type { Environment, RawEnvironment } from './environment.js';

/** Production must be given these variables, as in these examples. */
const EXAMPLES = {
  DATABASE_URL: 'postgresql://user:password@host/database',
  MIGRATION_DATABASE_URL: 'postgresql://owner:password@host/database',
  REDIS_URL: 'redis://host:6379',
  SESSION_SECRET: 'the output of: openssl rand -base64 48',
  PUBLIC_URL: 'https://www.example.org',
};

/** One of these variables must be set. */
export type Need = readonly (keyof typeof EXAMPLES)[];

/** A server in production has nothing embedded and nothing guessed. */
export const NEEDED_TO_SERVE: readonly Need[] = [['DATABASE_URL'], ['REDIS_URL'], ['SESSION_SECRET'], ['PUBLIC_URL']];

/** Refuses every need that nothing meets, by the name of its first variable. */
export function requireForProduction(env: Environment, raw: RawEnvironment, needs: readonly Need[]): void {
  const isSet = (variable: string) => Boolean(raw[variable] || (raw[`${variable}_FILE`] && variable !== 'PUBLIC_URL'));
  for (const anyOf of needs) {
    const [variable] = anyOf;
    if (variable === undefined || anyOf.some(isSet)) continue;
    env.refuse(variable, `must be set when NODE_ENV is production, for example to ${EXAMPLES[variable]}`);
  }
}
