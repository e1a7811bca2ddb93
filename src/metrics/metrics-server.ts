import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../config/settings.js';
import { describeError } from '../log/describe-error.js';
import { Logger } from '../log/logger.js';
import { StartError } from '../lifecycle/start-error.js';
import { Metrics } from './metrics.js';

/** Serves `/metrics` and nothing else, on a port of its own that no visitor reaches (ASVS 5.0 13.4.5). */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'metricsPort' | 'metricsHost'>,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** Returns the port that it listens on; with METRICS_PORT=0 the one that was free. */
  get port(): number | undefined {
    return (this.server?.address() as AddressInfo | null | undefined)?.port;
  }

  /** Listens before the first visitor comes. Throws a {@link StartError} when the address cannot be used. */
  async onApplicationBootstrap(): Promise<void> {
    const { registry } = this.metrics;
    if (registry === undefined) return;
    const { metricsPort, metricsHost } = this.settings;
    this.server = createServer((request, response) => void this.answer(registry, request, response));
    try {
      await once(this.server.listen(metricsPort, metricsHost), 'listening');
    } catch (error) {
      throw new StartError(
        `The address for metrics cannot be used (${describeError(error).code}): check METRICS_PORT and METRICS_HOST`,
      );
    }
    this.logger.info(`Metrics are at http://${metricsHost}:${this.port}/metrics`);
  }

  /** Closes among the last, so that a shutdown can be watched. */
  async onApplicationShutdown(): Promise<void> {
    if (this.server?.listening !== true) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(registry: Registry, { method = '', url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (url.split('?', 1)[0] !== '/metrics') return end(response, 404);
    if (method !== 'GET' && method !== 'HEAD') return end(response.setHeader('Allow', 'GET, HEAD'), 405);
    try {
      const text = await registry.metrics();
      response.setHeader('Content-Type', registry.contentType);
      end(response, 200, text);
    } catch (error) {
      this.logger.fault('metrics cannot be read', error);
      end(response, 500);
    }
  }
}

function end(response: ServerResponse, status: number, text?: string): void {
  response.statusCode = status;
  response.end(text);
}
