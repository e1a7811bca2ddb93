import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/servers/index.js';
import { KeepAliveClient, type Person, type Reply, someone, type Target, type Tls } from '../support/visitor.js';

/** How many of each kind come, and how long each thinks after an answer, in milliseconds. */
const READERS = 12;
const READER_THINKS = 40;
const LOGINS = 2;
const LOGIN_THINKS = 300;

/** A request that did not get its answer. */
export interface Failure {
  readonly what: string;
  /** Milliseconds since the load began. */
  readonly at: number;
}

/** A steady load from keep-alive clients: page views and forms of people who are signed in, logins and logouts. */
export class Load {
  readonly failures: Failure[] = [];
  requests = 0;
  private readonly began = performance.now();
  private over = false;
  private visits: Promise<void>[] = [];

  private constructor(
    private readonly readers: readonly Reader[],
    private readonly client: () => KeepAliveClient,
  ) {}

  /** `host`: what visitors call the site; without one, what the target is called. */
  static async start(target: Target, tls?: Tls, host?: string): Promise<Load> {
    const client = () => new KeepAliveClient(target, tls, host);
    const load = new Load(await Promise.all(Array.from({ length: READERS }, () => signedIn(client()))), client);
    const logins = Array.from({ length: LOGINS }, async (_none, place) => load.logsInAndOut(load.readers[place]?.person));
    load.visits = [...load.readers.map((reader) => load.reads(reader)), ...logins];
    return load;
  }

  /** Waits for so many more answers. */
  async goesOn(answers = 200): Promise<void> {
    const enough = this.requests + answers;
    await eventually('more answers have come', () => this.requests >= enough);
  }

  /** Ends it; how many of those who were signed in at the start are not any more. */
  async end(): Promise<number> {
    this.over = true;
    await Promise.all(this.visits);
    const still = await Promise.all(this.readers.map(async ({ client }) => (await client.get('/session')).text));
    for (const { client } of this.readers) client.close();
    return still.filter((text) => !text.includes('"authenticated":true')).length;
  }

  private async reads({ client, person }: Reader): Promise<void> {
    while (!this.over) {
      const isHers = (reply: Reply) => reply.status === 200 && reply.text.includes(person.username);
      await this.expects('GET /dashboard', client.get('/dashboard'), isHers);
      await sleep(READER_THINKS);
      // A form of a signed-in page, without the password that it asks for.
      await this.expects('POST /confirm', client.post('/confirm', { password: '' }), ({ status }) => status === 422);
      await sleep(READER_THINKS);
    }
  }

  private async logsInAndOut(person: Person = someone()): Promise<void> {
    const client = this.client();
    const goesTo = (path: string) => (reply: Reply) => reply.status === 303 && reply.headers.location === path;
    while (!this.over) {
      const fields = { identifier: person.username, password: person.password };
      await this.expects('POST /login', client.post('/login', fields), goesTo('/dashboard'));
      await this.expects('POST /logout', client.post('/logout'), goesTo('/login'));
      await sleep(LOGIN_THINKS);
    }
    client.close();
  }

  private async expects(what: string, sent: Promise<Reply>, isRight: (reply: Reply) => boolean): Promise<void> {
    const wrong = await sent.then((reply) => (isRight(reply) ? undefined : wasAnswered(reply)), String);
    this.requests += 1;
    if (wrong !== undefined) this.failures.push({ what: `${what}: ${wrong}`, at: Math.round(performance.now() - this.began) });
  }
}

function wasAnswered({ status, headers }: Reply): string {
  const by = headers['x-request-id'] === undefined ? 'the load balancer' : 'an instance';
  return `${status} ${headers.location ?? ''} by ${by}`;
}

interface Reader {
  readonly client: KeepAliveClient;
  readonly person: Person;
}

async function signedIn(client: KeepAliveClient): Promise<Reader> {
  const person = someone();
  await client.post('/register', { ...person, passwordConfirmation: person.password });
  const { status } = await client.post('/login', { identifier: person.username, password: person.password });
  if (status !== 303) throw new Error(`the first login was answered with ${status}`);
  return { client, person };
}
