import { runnerImport } from 'vite';
import type { Options } from './options.ts';

/** What test/deploy/rolling-restarts.ts exports. */
interface Rehearsal {
  readonly TOPOLOGIES: readonly Topology[];
  rollingRestarts(topology: Topology, restarts: number): Promise<Figures>;
}

interface Topology {
  readonly front: string;
  readonly by: string;
}

interface Figures {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: readonly { readonly what: string; readonly at: number }[];
  readonly signedOut: number;
  readonly warnings: readonly string[];
}

/** How often both instances are replaced, one after the other. */
const RESTARTS = 20;

/**
 * Rolling restarts of two instances under a steady load of page views, forms and logins, behind nginx and HAProxy, by
 * Unix sockets and by TCP: how many requests were lost, and how many people signed out.
 */
export async function rollingRestarts({ quick, rounds }: Pick<Options, 'quick' | 'rounds'>): Promise<void> {
  // The rehearsal of CI, longer. Vite finds the sources behind its imports; Node alone does not.
  const { module } = await runnerImport<Rehearsal>('test/deploy/rolling-restarts.ts');
  const restarts = rounds ?? (quick ? 2 : RESTARTS);
  console.log('front    by    restarts  requests  per s  lost  signed out');
  for (const topology of module.TOPOLOGIES) {
    const { requests, seconds, failures, signedOut, warnings } = await module.rollingRestarts(topology, restarts);
    const figures = [pad(restarts, 8), pad(requests, 8), pad(Math.round(requests / seconds), 5), pad(failures.length, 4)];
    console.log(topology.front.padEnd(8), topology.by.padEnd(5), figures.join('  '), pad(signedOut, 11));
    for (const { what, at } of failures) console.log(`  lost after ${at} ms: ${what}`);
    for (const warning of warnings) console.log(`  warned: ${warning}`);
  }
}

function pad(figure: number, width: number): string {
  return String(figure).padStart(width);
}
