import { Agent, get } from 'node:http';

/** How many connections ask, each for its next page as soon as it has the last. */
const CONNECTIONS = 32;

export interface Loaded {
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly seconds: number;
}

/** Asks so many times for one of these pages, each with the cookies of its visitor. */
export async function load(origin: string, visits: readonly { path: string; cookie: string }[], count: number): Promise<Loaded> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const statuses: Record<string, number> = {};
  const times = new Float64Array(count);
  const begun = performance.now();
  let next = 0;
  const visitor = async (): Promise<void> => {
    for (let turn = next++; turn < count; turn = next++) {
      const { path, cookie } = visits[turn % visits.length] ?? { path: '/', cookie: '' };
      const asked = performance.now();
      const status = await ask(agent, origin + path, cookie);
      times[turn] = performance.now() - asked;
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  agent.destroy();
  times.sort();
  const at = (share: number): number => times[Math.ceil(share * count) - 1] ?? 0;
  return { statuses, p50: at(0.5), p99: at(0.99), max: at(1), seconds: (performance.now() - begun) / 1000 };
}

function ask(agent: Agent, url: string, cookie: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent, headers: { accept: 'text/html', ...(cookie && { cookie }) } }, (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
    });
    request.once('error', ({ message }) => resolve(message));
  });
}
