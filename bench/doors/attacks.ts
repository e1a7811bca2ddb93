import { randomBytes } from 'node:crypto';
import { type Answer, Client, cookiesOf } from '../support/client.ts';
import { logIn, nameOf, PASSWORD } from '../support/people.ts';

/** An address of its own (RFC 5737), and the person who attacks. */
export const ATTACKERS_ADDRESS = '203.0.113.1';
export const ATTACKER = nameOf(900);

const from = { 'x-forwarded-for': ATTACKERS_ADDRESS };

/** One request of the attack; `remember` is the attacker's own remember-me cookie. */
type Attack = (client: Client, remember: string) => Promise<Answer>;

/** What one person has done to others, each by itself. */
export const ATTACKS = {
  'right logins to an own account': (client) =>
    client.ask('/login', { method: 'POST', headers: from, body: { identifier: ATTACKER, password: PASSWORD } }),
  'one remember-me cookie': (client, remember) => client.ask('/dashboard', { headers: { ...from, cookie: remember } }),
  'sign-ups that ask for addresses': (client) => {
    const username = `a${randomBytes(8).toString('hex')}`;
    const body = { username, email: `${username}@example.org`, password: PASSWORD, passwordConfirmation: PASSWORD };
    return client.ask('/register', { method: 'POST', headers: from, body });
  },
  'wrong passwords for names of nobody': (client) => logIn(client, `nobody${randomBytes(6).toString('hex')}`, 'not this one'),
} as const satisfies Record<string, Attack>;

export type AttackName = keyof typeof ATTACKS;

/** An account of the attacker's that has logged in seldom enough to be let in (THROTTLE_LOGIN). */
export const REMEMBERED_ATTACKER = nameOf(901);

/** The remember-me cookie of a login of the attacker, and nothing else of it. Throws where there is none: nothing would be attacked. */
export async function attackersRememberCookie(client: Client): Promise<string> {
  const body = { identifier: REMEMBERED_ATTACKER, password: PASSWORD, remember: true };
  const answer = await client.ask('/login', { method: 'POST', headers: from, body });
  const remember = cookiesOf(answer)
    .split('; ')
    .find((cookie) => cookie.startsWith('remember='));
  if (remember === undefined) throw new Error(`the attacker has no remember-me cookie: ${answer.status}`);
  return remember;
}
