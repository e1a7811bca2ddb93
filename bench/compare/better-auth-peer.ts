import { freePort } from '../../test/support/network.ts';
import { Client, cookiesOf } from '../support/client.ts';
import { expectStatus, nameOf, PASSWORD } from '../support/people.ts';
import { Program } from '../support/program.ts';
import type { Servers } from '../support/servers.ts';
import type { Contestant } from './contestant.ts';

/** Better Auth, whose people come by its own sign-up; it has no pages, only its session route is compared. */
export async function startBetterAuth(servers: Servers, visitors: number): Promise<Contestant> {
  const port = String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const stores = { DATABASE_URL: await servers.database('better_auth'), REDIS_URL: await servers.redis(15) };
  const env = { NODE_ENV: 'production', PORT: port, ...stores };
  const command = { command: process.execPath, args: ['bench/peers/better-auth.mjs'], env };
  const program = await new Program('better-auth', command).answers(`${origin}/health`);
  const client = new Client(origin);
  const cookies: string[] = [];
  for (let place = 0; place < visitors; place++) {
    const body = { name: nameOf(place), email: `${nameOf(place)}@example.org`, password: PASSWORD };
    const answer = await client.ask('/api/auth/sign-up/email', { method: 'POST', body, headers: { origin } });
    cookies.push(cookiesOf(expectStatus(answer, 200)));
  }
  client.close();
  return { name: 'better-auth', origin, program, cookies, paths: { session: '/api/auth/get-session' } };
}
