import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The same GET again and again over a few connections at once, from a thread whose memory is not the product's. */
export class SteadyClient {
  private readonly thread: Worker;

  constructor(connections = 1) {
    this.thread = new Worker(PROGRAM, { eval: true, workerData: connections });
  }

  /** Resolves when so many answers with status 200 have come. */
  async get(url: string, headers: Record<string, string>, times: number): Promise<void> {
    this.thread.postMessage({ url, headers, times });
    const [problem] = (await once(this.thread, 'message')) as [string | null];
    if (problem !== null) throw new Error(problem);
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}

const PROGRAM = `
  const { Agent, get } = require('node:http');
  const { parentPort, workerData: connections } = require('node:worker_threads');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const one = (url, headers) => new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error('status ' + response.statusCode));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
  parentPort.on('message', async ({ url, headers, times }) => {
    try {
      let left = times;
      const goOn = async () => { while (left-- > 0) await one(url, headers); };
      await Promise.all(Array.from({ length: connections }, goOn));
      parentPort.postMessage(null);
    } catch (error) {
      parentPort.postMessage(String(error));
    }
  });
`;
