import { parseArgs } from 'node:util';

export interface Options {
  readonly names: readonly string[];
  /** Short rounds: shows that everything works; its figures stay out of the papers. */
  readonly quick: boolean;
  /** Also a short run writes its figures into the papers. */
  readonly papers: boolean;
  readonly rounds: number | undefined;
  readonly minutes: number | undefined;
  /** The folder of another checkout, for `against`. */
  readonly other: string | undefined;
  readonly accounts: readonly number[] | undefined;
}

/** `benchmarks` are the names that there are. Throws for what is no option. `all` leaves out the soak, which takes as long as one likes, and `against`, which wants another checkout. */
export function readOptions(args: readonly string[], benchmarks: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      papers: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      accounts: { type: 'string' },
      other: { type: 'string' },
    },
  });
  const all = benchmarks.filter((name) => name !== 'soak' && name !== 'against');
  const names = positionals[0] === 'all' ? all : positionals.length === 0 ? ['compare'] : positionals;
  const unknown = names.filter((name) => !benchmarks.includes(name));
  if (unknown.length > 0) throw new Error(`no benchmark "${unknown.join(', ')}"; there are ${benchmarks.join(', ')}, all`);
  return {
    names,
    quick: values.quick,
    papers: values.papers,
    rounds: number(values.rounds),
    minutes: number(values.minutes),
    other: values.other,
    accounts: values.accounts?.split(',').map(Number),
  };
}

function number(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!(Number(text) > 0)) throw new Error(`"${text}" is no number above 0`);
  return Number(text);
}
