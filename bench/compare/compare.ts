import type { Options } from '../options.ts';
import { privateServers, type Servers } from '../support/servers.ts';
import { startBetterAuth } from './better-auth-peer.ts';
import { checkAnswers } from './check.ts';
import { BASE, type Contestant, type Work, WORKS } from './contestant.ts';
import { atFixedRate, measure, warmUp } from './measure.ts';
import { writePageFiles } from './page-files.ts';
import { preparePeers, startPeers } from './peers.ts';
import { startGatehouse } from './product-contestant.ts';
import { type FixedRound, type Round, reportComparison } from './report.ts';

const VISITORS = 32;

/** Requests a second at which everybody's slowest answers are compared. */
const FIXED_RATE = 500;

/** The product against its peers: each work by each in turn, again and again, so that a noisy moment meets all. */
export async function compare({ quick, rounds = quick ? 2 : 5 }: Options): Promise<void> {
  const seconds = quick ? 2 : 5;
  const servers = await privateServers();
  const contestants = await start(servers);
  await checkAnswers(contestants);
  const base = contestants.find(({ name }) => name === BASE);
  if (base === undefined) throw new Error(`without ${BASE} there is nothing to compare with`);
  for (const work of WORKS) {
    for (const contestant of doing(contestants, work)) await warmUp(contestant, work);
  }
  const measured: Round[] = [];
  const fixed: FixedRound[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const work of WORKS) {
      const { cpu: basePage } = await measure(base, 'page', servers, seconds);
      for (const contestant of doing(contestants, work)) {
        measured.push({
          contestant: contestant.name,
          work,
          round,
          measured: await measure(contestant, work, servers, seconds),
          basePage,
        });
      }
    }
    const latencies = await atFixedRate(doing(contestants, 'page'), FIXED_RATE, 3 * seconds);
    fixed.push(...latencies.map((one) => ({ ...one, round })));
    console.log(`round ${round + 1} of ${rounds} is done`);
  }
  reportComparison({ measured, fixed, quick });
  for (const { program } of contestants) await program.stop();
}

async function start(servers: Servers): Promise<Contestant[]> {
  preparePeers();
  const gatehouse = await startGatehouse(servers, VISITORS);
  const peers = await startPeers(servers, VISITORS, await writePageFiles(gatehouse));
  return [gatehouse, ...peers, await startBetterAuth(servers, VISITORS)];
}

function doing(contestants: readonly Contestant[], work: Work): Contestant[] {
  return contestants.filter(({ paths }) => paths[work] !== undefined);
}
