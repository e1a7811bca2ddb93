import { Counter, Histogram, type Registry } from 'prom-client';
import type { AnswerFormat } from '../http/responses/content-negotiation.js';
import type { RequestObserver } from '../http/requests/access-log.js';
import { LoginMetrics } from './login-metrics.js';

/** These are upper bounds in seconds: from a page out of memory to a login that waited for its turn at the hash. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Other methods, which anybody may make up, share one label. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

interface Children {
  readonly requests: Counter.Internal;
  /** So many requests have ended since somebody scraped: an addition, where the library would look its labels up. */
  ended: number;
  /** Missing until one has been measured. */
  duration?: Histogram.Internal<string>;
}

/** Counts requests by route pattern, method, status and format: there are as many series as the product has answers. */
export class RequestMetrics implements RequestObserver {
  private readonly requests: Counter;
  private readonly durations: Histogram;
  private readonly logins: LoginMetrics;
  /** Children are made at the first request of their kind, so that labels are not checked again at each of the next. */
  private readonly children = new Map<string, Children>();

  constructor(registry: Registry) {
    this.requests = new Counter({
      name: 'gatehouse_http_requests_total',
      help: 'Requests, by method, route pattern (unmatched: an unknown path), status (499: the client left) and format.',
      labelNames: ['method', 'route', 'status', 'format'],
      registers: [registry],
      collect: () => this.children.forEach(countEnded),
    });
    this.durations = new Histogram({
      name: 'gatehouse_http_request_duration_seconds',
      help: 'From the head of a request to the end of its answer, by method, route pattern and status; not of event streams.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS,
      registers: [registry],
    });
    this.logins = new LoginMetrics(registry);
  }

  requestEnded(
    givenMethod: string,
    route = 'unmatched',
    status: number,
    format: AnswerFormat | 'none' = 'none',
    milliseconds: number | undefined,
  ): void {
    const method = METHODS.has(givenMethod) ? givenMethod : 'other';
    const children = this.childrenOf(method, route, String(status), format);
    children.ended += 1;
    if (milliseconds !== undefined) {
      children.duration ??= this.durations.labels(method, route, String(status));
      children.duration.observe(milliseconds / 1_000);
    }
    if (method === 'POST' && route === '/login') this.logins.ended(status);
  }

  private childrenOf(method: string, route: string, status: string, format: string): Children {
    const key = `${method} ${route} ${status} ${format}`;
    const known = this.children.get(key);
    if (known !== undefined) return known;
    const made = { requests: this.requests.labels(method, route, status, format), ended: 0 };
    this.children.set(key, made);
    return made;
  }
}

function countEnded(children: Children): void {
  children.requests.inc(children.ended);
  children.ended = 0;
}
