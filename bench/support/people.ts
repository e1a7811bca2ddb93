import { type Answer, Client, cookiesOf } from './client.ts';
import type { RunningProduct } from './product.ts';

export const PASSWORD = 'correct horse battery staple';

/** Stands in every page that is made for one of them. */
export const NAME_MARK = 'bench0';

/** Names of one length, so that everybody's page has the same size. */
export const nameOf = (place: number): string => `${NAME_MARK}${String(place).padStart(6, '0')}`;

/** Throws with the answer when its status is another. */
export function expectStatus(answer: Answer, ...statuses: number[]): Answer {
  if (statuses.includes(answer.status)) return answer;
  throw new Error(`expected ${statuses.join(' or ')}, got ${answer.status}: ${answer.text.slice(0, 500)}`);
}

export async function register(client: Client, username: string): Promise<Answer> {
  const body = { username, email: `${username}@example.org`, password: PASSWORD, passwordConfirmation: PASSWORD };
  return expectStatus(await client.ask('/register', { method: 'POST', body }), 201);
}

export async function logIn(client: Client, identifier: string, password = PASSWORD): Promise<Answer> {
  return client.ask('/login', { method: 'POST', body: { identifier, password } });
}

/** Registers and logs in so many people at the product: the cookies of their browsers. */
export async function signedInVisitors({ origin }: Pick<RunningProduct, 'origin'>, count: number): Promise<string[]> {
  const client = new Client(origin);
  const cookies: string[] = [];
  for (let place = 0; place < count; place++) {
    await register(client, nameOf(place));
    cookies.push(cookiesOf(expectStatus(await logIn(client, nameOf(place)), 200)));
  }
  client.close();
  return cookies;
}
