import { eventually } from '../support/process.js';
import { Deployment, type Topology } from './deployment.js';
import { type Failure, Load } from './load.js';

export { TOPOLOGIES } from './deployment.js';

export interface Figures {
  readonly requests: number;
  readonly seconds: number;
  readonly failures: readonly Failure[];
  /** People who were signed in at the start and are not at the end. */
  readonly signedOut: number;
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
    const { requests, failures } = load;
    return { requests, failures, signedOut, seconds: (performance.now() - began) / 1_000 };
  } finally {
    await deployment.stop();
  }
}

async function replaceBoth({ instances }: Deployment): Promise<void> {
  for (const instance of instances) {
    await instance.restart();
    // The next one only when the load balancer has taken this one back.
    await eventually('it is asked again', () => instance.log.some(({ path }) => path === '/dashboard'));
  }
}
