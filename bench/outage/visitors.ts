import { randomBytes } from 'node:crypto';

const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly session: string;
  readonly remember: string;
}

/** Somebody new, registered and logged in, with the box ticked: the cookies of that browser. */
export async function signIn(origin: string): Promise<Person> {
  const username = `p${randomBytes(6).toString('hex')}`;
  const account = { username, email: `${username}@example.org`, password: PASSWORD, passwordConfirmation: PASSWORD };
  await post(`${origin}/register`, account, 201);
  const { headers } = await post(`${origin}/login`, { identifier: username, password: PASSWORD, remember: true }, 200);
  const cookies = headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const cookie = (name: string): string => cookies.find((pair) => pair.startsWith(`${name}=`)) ?? '';
  return { session: cookie('session'), remember: cookie('remember') };
}

/** A page of each, with the session, or with the remember-me cookie alone, which needs SQL. */
export function visitsOf(people: readonly Person[], who: 'signed in' | 'remembered'): { path: string; cookie: string }[] {
  return people.map(({ session, remember }) => ({ path: '/dashboard', cookie: who === 'signed in' ? session : remember }));
}

async function post(url: string, fields: object, expected: number): Promise<Response> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  for (;;) {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fields) });
    await response.arrayBuffer();
    if (response.status === expected) return response;
    // So many at once fill the queue of the password hashes.
    if (response.status !== 503) throw new Error(`${url}: ${response.status}`);
  }
}
