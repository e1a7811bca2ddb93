import { Client, cookiesOf } from '../support/client.ts';
import { latencies, timesInOpenLoop } from '../support/open-loop.ts';
import { expectStatus, logIn, nameOf, PASSWORD, register } from '../support/people.ts';

/** How many others there are; each has an address of its own. */
export const PEOPLE = 40;

const LOGINS_PER_SECOND = 1;
const PAGES_PER_SECOND = 50;

/** What one kind of people meets: how many asked, the share that was refused, and milliseconds. */
export interface View {
  readonly count: number;
  readonly refused: number;
  readonly p50: number;
  readonly p99: number;
}

export interface VictimsView {
  readonly known: View;
  readonly strangers: View;
  readonly pages: View;
}

/** Everybody else, while something goes on or nothing does. */
export class Victims {
  private readonly cookies: string[] = [];
  private readonly devices: string[] = [];
  private readonly clients: readonly Client[];

  constructor(origins: readonly string[]) {
    this.clients = origins.map((origin) => new Client(origin, 200));
  }

  async arrive(): Promise<void> {
    const [client] = this.clients;
    if (client === undefined) throw new Error('no origin');
    for (let person = 0; person < PEOPLE; person++) {
      await register(client, nameOf(person));
      const cookies = cookiesOf(expectStatus(await logIn(client, nameOf(person)), 200)).split('; ');
      this.cookies.push(cookies.filter((cookie) => !cookie.startsWith('device=')).join('; '));
      this.devices.push(cookies.filter((cookie) => cookie.startsWith('device=')).join('; '));
    }
  }

  async look(seconds: number): Promise<VictimsView> {
    const known = this.view(LOGINS_PER_SECOND, seconds, (turn) => this.logIn(turn, this.devices[turn % PEOPLE]));
    const strangers = this.view(LOGINS_PER_SECOND, seconds, (turn) => this.logIn(turn + PEOPLE / 2));
    const pages = this.view(PAGES_PER_SECOND, seconds, (turn) => this.page(turn));
    return { known: await known, strangers: await strangers, pages: await pages };
  }

  close(): void {
    for (const client of this.clients) client.close();
  }

  private async view(perSecond: number, seconds: number, ask: (turn: number) => Promise<number>): Promise<View> {
    let refused = 0;
    const times = await timesInOpenLoop(perSecond, seconds, async (turn) => void ((await ask(turn)) === 200 || (refused += 1)));
    const { count, p50, p99 } = latencies(times);
    return { count, refused: refused / count, p50, p99 };
  }

  private async logIn(turn: number, device?: string): Promise<number> {
    const person = turn % PEOPLE;
    const headers = { 'x-forwarded-for': `198.51.100.${person + 1}`, ...(device !== undefined && { cookie: device }) };
    const body = { identifier: nameOf(person), password: PASSWORD };
    return (await this.client(turn).ask('/login', { method: 'POST', headers, body })).status;
  }

  private async page(turn: number): Promise<number> {
    const person = turn % PEOPLE;
    const headers = { 'x-forwarded-for': '127.0.0.1', accept: 'text/html', cookie: this.cookies[person] ?? '' };
    return (await this.client(turn).ask('/dashboard', { headers })).status;
  }

  private client(turn: number): Client {
    const client = this.clients[turn % this.clients.length];
    if (client === undefined) throw new Error('no origin');
    return client;
  }
}
