import { freePort } from '../../test/support/network.ts';
import { type Environment, Program } from './program.ts';

/** As `npm start` runs it (package.json), without npm in between. */
const START = ['--max-semi-space-size=32', 'scripts/run.mjs', 'main.js'];

/** What every measured product has: production, real limits but the throttles, which would stop any load from one address. */
const MEASURED = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  SESSION_SECRET: 'the session secret of a benchmark',
  BCRYPT_COST: '10',
  THROTTLE_ACCOUNT: 'off',
  THROTTLE_ADDRESS: 'off',
  THROTTLE_LOGIN: 'off',
  THROTTLE_REGISTER: 'off',
};

export interface Stores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export interface RunningProduct {
  readonly origin: string;
  readonly program: Program;
}

export interface ProductOptions {
  readonly name?: string;
  readonly env?: Environment;
  readonly nodeArgs?: readonly string[];
  /** Another checkout of the product, to be run in this one's place. */
  readonly folder?: string;
}

/** The product built for production, with access log (to a file) and metrics on; answers when it is ready. */
export async function startProduct(
  stores: Stores,
  { name = 'gatehouse', env = {}, nodeArgs = [], folder = '.' }: ProductOptions = {},
): Promise<RunningProduct> {
  const port = env['PORT'] ?? String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const settings = {
    ...measuredEnvironment(stores),
    PORT: port,
    PUBLIC_URL: origin,
    METRICS_PORT: String(await freePort()),
    ...env,
  };
  const program = new Program(name, { command: process.execPath, args: [...nodeArgs, ...START], env: settings, cwd: folder });
  await program.answers(`${origin}/health/ready`);
  return { origin, program };
}

/** `npm run migrate` on these stores, of the checkout in `folder`. */
export async function migrate(stores: Stores, folder = '.'): Promise<void> {
  const env = { ...measuredEnvironment(stores), PUBLIC_URL: 'http://127.0.0.1' };
  const program = new Program('migrate', {
    command: process.execPath,
    args: ['scripts/run.mjs', 'console/migrate.js'],
    env,
    cwd: folder,
  });
  if ((await program.ended()) !== 0) throw new Error(program.lastWords());
}

export function measuredEnvironment({ databaseUrl, redisUrl }: Stores): Environment {
  return { ...MEASURED, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}
