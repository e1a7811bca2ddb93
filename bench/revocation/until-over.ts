import { Client } from '../support/client.ts';
import type { RunningProduct } from '../support/product.ts';

/** At an instance so many ask at the same time. */
const CONNECTIONS = 8;

/** Asks instances all the time whether they still accept these people, each time another one, and notes when one last did. */
export class Watch {
  /** When a request that was accepted was sent last, in milliseconds since 1970. */
  lastAccepted = 0;
  asked = 0;
  private isOver = false;
  private readonly asking: Promise<unknown>;

  constructor(instances: readonly RunningProduct[], cookies: readonly string[]) {
    this.asking = Promise.all(
      instances.flatMap(({ origin }) => {
        const client = new Client(origin, CONNECTIONS);
        return Array.from({ length: CONNECTIONS }, (_, lane) => this.ask(client, cookies, lane));
      }),
    );
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.asking;
  }

  private async ask(client: Client, cookies: readonly string[], lane: number): Promise<void> {
    for (let nth = lane; !this.isOver; nth += CONNECTIONS) {
      const sentAt = Date.now();
      if (await isAccepted(client, cookies[nth % cookies.length] ?? '')) this.lastAccepted = Math.max(this.lastAccepted, sentAt);
      this.asked += 1;
    }
  }
}

/** How many of these people any of the instances accepts. */
export async function aliveOf(instances: readonly RunningProduct[], cookies: readonly string[]): Promise<number> {
  let alive = 0;
  for (const { origin } of instances) {
    const client = new Client(origin, CONNECTIONS);
    for (let from = 0; from < cookies.length; from += 100) {
      const states = await Promise.all(cookies.slice(from, from + 100).map((cookie) => isAccepted(client, cookie)));
      alive += states.filter(Boolean).length;
    }
    client.close();
  }
  return alive;
}

/** Throws where the answer is neither yes nor no. */
async function isAccepted(client: Client, cookie: string): Promise<boolean> {
  const { status } = await client.ask('/auth/verify', { headers: { cookie } });
  if (status !== 204 && status !== 401) throw new Error(`/auth/verify answered ${status}`);
  return status === 204;
}
