import { Client } from '../support/client.ts';
import { nameOf } from '../support/people.ts';
import { type Contestant, type Work, WORKS } from './contestant.ts';
import { loadOf } from './measure.ts';

/**
 * Before anything is timed: everybody gets the page and the data of himself and of nobody else, and where pages are compared
 * they are equally long.
 */
export async function checkAnswers(contestants: readonly Contestant[]): Promise<void> {
  for (const work of WORKS) {
    const sizes = new Map<string, number>();
    for (const contestant of contestants) {
      if (contestant.paths[work] !== undefined) sizes.set(contestant.name, await check(contestant, work));
    }
    console.log(`${work}: ${[...sizes].map(([name, size]) => `${name} ${size}`).join(', ')} bytes`);
    if (['page', 'front', 'static'].includes(work) && new Set(sizes.values()).size > 1) throw new Error(`unequal sizes: ${work}`);
  }
}

async function check(contestant: Contestant, work: Work): Promise<number> {
  const { path, accept, cookies, status, marker } = loadOf(contestant, work);
  const client = new Client(contestant.origin);
  let size = 0;
  for (const [place, cookie] of (cookies.length > 0 ? cookies : ['']).entries()) {
    const answer = await client.ask(path, { headers: { accept, cookie } });
    const named = work === 'verify' ? answer.headers['x-auth-username'] : answer.text;
    const right = answer.status === status && (marker === '' && work !== 'verify' ? true : named?.includes(nameOf(place)));
    if (right !== true)
      throw new Error(`${contestant.name}, ${work}: wrong answer ${answer.status} for ${nameOf(place)}\n${answer.text}`);
    size = Buffer.byteLength(answer.text);
  }
  client.close();
  return size;
}
