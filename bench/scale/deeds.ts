import type { Redis } from 'ioredis';
import { built } from '../support/built.ts';
import { type Client, cookiesOf } from '../support/client.ts';
import { expectStatus, logIn, PASSWORD } from '../support/people.ts';
import type { Population } from './population.ts';

type Visitor = Population['visitors'][number];

/** The product on one population. */
export interface Site {
  readonly client: Client;
  readonly redis: Redis;
}

/** One deed of one visitor, timed alone. `turn` counts up over the whole run. */
export interface Deed {
  readonly name: string;
  readonly title: string;
  /** How often in a round. */
  readonly times: number;
  readonly prepare?: (site: Site, visitor: Visitor) => Promise<void>;
  readonly act: (site: Site, visitor: Visitor, turn: number) => Promise<void>;
}

const html = (cookie: string) => ({ headers: { accept: 'text/html', cookie } });

const see = async ({ client }: Site, { cookie, account }: Visitor) => {
  const { text } = expectStatus(await client.ask('/dashboard', html(cookie)), 200);
  if (!text.includes(account.username)) throw new Error('somebody else is on the page');
};

export const DEEDS: readonly Deed[] = [
  { name: 'page', title: 'signed-in page', times: 200, prepare: see, act: see },
  {
    name: 'first-page',
    title: 'first page after a minute, which asks PostgreSQL',
    times: 100,
    prepare: async ({ redis }, { account }) => {
      const { principalKey } = await built<typeof import('../../src/redis/keys.js')>('redis/keys.js');
      await redis.del(principalKey(account.hashTag));
    },
    act: see,
  },
  {
    name: 'login',
    title: 'login (bcrypt at cost 4)',
    times: 100,
    act: async ({ client }, { account }) => void expectStatus(await logIn(client, account.username), 200),
  },
  {
    name: 'registration',
    title: 'registration (bcrypt at cost 4)',
    times: 100,
    act: async ({ client }, _visitor, turn) => {
      const username = `new${String(turn).padStart(9, '0')}`;
      const body = { username, email: `${username}@example.org`, password: PASSWORD, passwordConfirmation: PASSWORD };
      expectStatus(await client.ask('/register', { method: 'POST', body }), 201);
    },
  },
  {
    name: 'list',
    title: 'list of sessions',
    times: 100,
    prepare: see,
    act: async ({ client }, { cookie }) =>
      void expectStatus(await client.ask('/settings/sessions', { headers: { cookie } }), 200),
  },
  {
    name: 'everywhere',
    title: 'log out everywhere',
    times: 50,
    prepare: see,
    act: async ({ client }, visitor) => {
      const asked = { method: 'POST', body: {}, headers: { cookie: visitor.cookie } } as const;
      const answer = expectStatus(await client.ask('/settings/sessions/revoke-others', asked), 200);
      // This browser goes on under a new id.
      visitor.cookie = cookiesOf(answer);
    },
  },
];
