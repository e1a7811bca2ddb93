import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

const RESULTS = 'bench/results';

/** Where a run's figures belong. */
export interface Recording {
  readonly name: string;
  readonly quick: boolean;
}

/** Writes a run's figures as JSON with date and machine; a short run beside the full one's. */
export function keepResult({ name, quick }: Recording, figures: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${name}${quick ? '.quick' : ''}.json`);
  writeFileSync(file, JSON.stringify({ ...conditions(), quick, ...figures }, null, 2) + '\n');
  console.log(`\nwritten: ${file}`);
}

let papersAreWritten = false;

/** Of a short run the papers are left alone, unless somebody says otherwise. */
export function writePapers(): void {
  papersAreWritten = true;
}

/** Replaces what stands between `<!-- figures: name -->` and `<!-- end -->` in a paper. */
export function keepInPaper(file: string, section: string, text: string): void {
  if (!papersAreWritten) return;
  const paper = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- figures: ${section} -->`, '<!-- end -->'];
  const from = paper.indexOf(begin);
  const to = paper.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${file} has no section "${section}"`);
  writeFileSync(file, `${paper.slice(0, from + begin.length)}\n${text}\n${paper.slice(to)}`);
  console.log(`written: ${file}, ${section}`);
}

/** Writes an SVG that a paper shows. */
export function keepPicture(file: string, svg: string): void {
  if (!papersAreWritten) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, svg);
  console.log(`written: ${file}`);
}

/** When and on what: one line for the papers. */
export function place(): string {
  const { date, machine } = conditions();
  return `${date.slice(0, 10)}; ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.linux}, Node ${machine.node}.`;
}

function conditions() {
  const processors = cpus();
  const machine = {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    linux: release(),
    node: process.version,
  };
  return { date: new Date().toISOString(), machine };
}
