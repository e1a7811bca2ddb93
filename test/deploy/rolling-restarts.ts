import { eventually } from '../support/servers/index.js';
import { Deployment, type Topology } from './deployment.js';
import { type Failure, Load } from './load.js';

export { TOPOLOGIES } from './deployment.js';

export interface Figures {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
  /** People who were signed in at the start and are not at the end. */
  readonly signedOut: number;
  /** What the instances warned of, each once: where the machine was too slow for its stores, it stands here. */
  readonly warnings: readonly string[];
}

/** Replaces both instances `restarts` times, one after the other, under a steady load. Needs DATABASE_URL and REDIS_URL. */
export async function rollingRestarts(topology: Topology, restarts: number): Promise<Figures> {
  const deployment = await Deployment.start(topology, ({ port }) => ({ PUBLIC_URL: `http://127.0.0.1:${port}` }));
  try {
    const load = await Load.start({ port: deployment.places.port });
    const began = performance.now();
    await load.goesOn();
    for (let done = 0; done < restarts; done += 1) {
      await replaceBoth(deployment);
      await load.goesOn();
    }
    const signedOut = await load.end();
    const seconds = (performance.now() - began) / 1_000;
    const { requests, failures } = load;
    await deployment.stop();
    const warnings = [...new Set(deployment.instances.flatMap((instance) => instance.warnings))];
    return { requests, failures, signedOut, seconds, warnings };
  } finally {
    await deployment.stop();
  }
}

async function replaceBoth({ instances }: Deployment): Promise<void> {
  for (const instance of instances) {
    await instance.restart();
    // The next instance has to wait until the load balancer has taken this one back.
    await eventually('it is asked again', () => instance.log.some(({ path }) => path === '/dashboard'));
  }
}
