import { runnerImport } from 'vite';
import type { Options } from './options.ts';

/** How often both instances are replaced, one after the other. */
const RESTARTS = 20;

/**
 * Rolling restarts of two instances under a steady load of page views, forms and logins, behind nginx and HAProxy, by
 * Unix sockets and by TCP: how many requests were lost, and how many people signed out.
 */
export async function rollingRestarts({ quick, rounds }: Pick<Options, 'quick' | 'rounds'>): Promise<void> {
  // The rehearsal of CI, longer. Vite finds the sources behind its imports; Node alone does not.
  const { module } = await runnerImport<typeof import('../test/deploy/rolling-restarts.ts')>('test/deploy/rolling-restarts.ts');
  const restarts = rounds ?? (quick ? 2 : RESTARTS);
  console.log('front    by    restarts  requests  per s  lost  signed out');
  for (const topology of module.TOPOLOGIES) {
    const { requests, seconds, failures, signedOut } = await module.rollingRestarts(topology, restarts);
    const figures = [pad(restarts, 8), pad(requests, 8), pad(Math.round(requests / seconds), 5), pad(failures.length, 4)];
    console.log(topology.front.padEnd(8), topology.by.padEnd(5), figures.join('  '), pad(signedOut, 11));
    for (const { what, at } of failures) console.log(`  lost after ${at} ms: ${what}`);
  }
}

function pad(figure: number, width: number): string {
  return String(figure).padStart(width);
}
