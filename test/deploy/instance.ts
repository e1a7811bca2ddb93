import type { Environment } from '../support/product.js';
import { eventually, ProductProcess } from '../support/servers/index.js';
import { KeepAliveClient, type Target } from '../support/visitor.js';

/** One instance of the product, replaced in place as a deployment does it. */
export class Instance {
  /** What it has warned of, also before it was replaced. */
  readonly warnings: string[] = [];

  private constructor(
    private readonly at: Target,
    private readonly env: Environment,
    private process: ProductProcess,
  ) {}

  /** Resolves when it says that it is ready. */
  static async start(at: Target, env: Environment): Promise<Instance> {
    return new Instance(at, env, await ready(at, env));
  }

  /** What it has logged since it was started. */
  get log(): Record<string, unknown>[] {
    return this.process.log;
  }

  /** Stops it, which must end with 0, and starts it again. */
  async restart(): Promise<void> {
    const code = await this.stop();
    if (code !== 0) throw new Error(`the instance ended with ${code}: ${this.process.errors.join('\n')}`);
    this.process = await ready(this.at, this.env);
  }

  async stop(): Promise<number | null> {
    const code = await this.process.stop();
    const warned = this.log.filter(({ level }) => level !== 'info');
    this.warnings.push(...warned.map(({ time: _time, requestId: _id, stack: _stack, ...entry }) => JSON.stringify(entry)));
    return code;
  }
}

async function ready(at: Target, env: Environment): Promise<ProductProcess> {
  const place = 'port' in at ? { HOST: '127.0.0.1', PORT: String(at.port) } : { LISTEN_SOCKET: at.socketPath };
  const product = new ProductProcess({ ...env, ...place });
  const client = new KeepAliveClient(at);
  const status = () =>
    client.get('/health/ready').then(
      (reply) => reply.status,
      () => 0,
    );
  await eventually('the instance is ready', async () => (await status()) === 200, product);
  client.close();
  return product;
}
