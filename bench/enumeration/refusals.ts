import type { Client } from '../support/client.ts';
import { expectStatus, logIn } from '../support/people.ts';
import { median } from '../support/statistics.ts';
import { areaUnderCurve } from './area-under-curve.ts';

/** So many refusals of each kind are asked for one guess: they are free. */
const SAMPLES = 201;

export interface Refusals {
  /** Medians of {@link SAMPLES} tries each, in milliseconds. */
  readonly known: readonly number[];
  readonly unknown: readonly number[];
  readonly area: number;
}

/** What the time of a refusal (429) tells, of an account that is there and of a name that nobody has, asked alternately. */
export async function refusals(client: Client, known: string, unknown: string, guesses: number): Promise<Refusals> {
  for (const name of [known, unknown]) while ((await logIn(client, name, 'not this one')).status !== 429);
  const medians = { known: [] as number[], unknown: [] as number[] };
  for (let guess = 0; guess < guesses; guess++) {
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let sample = 0; sample < SAMPLES; sample++) {
      const kinds = (['known', 'unknown'] as const).toSorted(() => Math.random() - 0.5);
      for (const kind of kinds) {
        const begun = performance.now();
        expectStatus(await logIn(client, kind === 'known' ? known : unknown, 'not this one'), 429);
        times[kind].push(performance.now() - begun);
      }
    }
    medians.known.push(median(times.known));
    medians.unknown.push(median(times.unknown));
  }
  return { ...medians, area: areaUnderCurve(medians.known, medians.unknown) };
}
