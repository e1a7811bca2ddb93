import { tracingChannel } from 'node:diagnostics_channel';
import type { Express, NextFunction, Request, Response } from 'express';
import { EARLY_FAILURE } from '../request-state.js';
import type { Layer } from './allowed-methods.js';
import { isLiteral } from './literal-starts.js';

interface RouterLayer extends Layer {
  handleRequest(request: Request, response: Response, next: NextFunction): void;
}

interface Router {
  readonly stack: readonly RouterLayer[];
}

/** Is the application with a part of its layers. */
type Rest = (request: Request, response: Response) => void;

interface DirectRoute {
  readonly layer: RouterLayer;
  /** This goes on behind the route, where its handler passes the request on. */
  readonly rest: Rest;
}

/** Whoever traces Express hears of every layer, so none is left out then. */
const tracing = tracingChannel('express.router.request');

/** Express finds the handlers of these in a way of its own. */
const OTHERWISE = new Set(['head', 'options', '_all']);

/**
 * Takes a request that asks for just what is written in a route's pattern to that route, without the walk over all that
 * stand before it. It does so only where the walk would have called nothing else: no middleware, whoever has
 * registered it, and no other route. What the route does itself (Nest's guards, pipes, interceptors and filters, a
 * team's among them) runs as before.
 */
export class DirectRoutes {
  private readonly byMethod = new Map<string, Map<string, DirectRoute>>();
  private stack: readonly RouterLayer[] = [];
  private length = 0;
  private readonly hooks: RouterLayer;
  private readonly failures: RouterLayer;
  private all: Rest | undefined;

  /**
   * Is to be called when the application has two layers and no other: Nest's own, which calls the hooks of a request,
   * and ours, which fails for a request that has failed early.
   */
  constructor(private readonly express: Express) {
    const [hooks, failures, ...others] = this.router.stack;
    if (hooks === undefined || failures === undefined || others.length > 0) throw new Error('these are not the first two layers');
    this.hooks = hooks;
    this.failures = failures;
  }

  /** Hands the request to its route and returns true; returns false where the router has to find it. */
  handle(request: Request, response: Response): boolean {
    const { stack } = this.router;
    // A layer may be added, or taken away, at any time.
    if (stack !== this.stack || stack.length !== this.length) this.look(stack);
    const direct = this.byMethod.get(request.method)?.get(request.path);
    if (direct === undefined || tracing.hasSubscribers === true) return false;
    this.prepare(request, response);
    const { method, url } = request;
    this.hooks.handleRequest(request, response, (error?: unknown) => {
      if (!error && request.url === url && request.method === method) this.call(direct, request, response);
      // A hook may send a request elsewhere.
      else goOn(this.all, request, response, error);
    });
    return true;
  }

  private call({ layer, rest }: DirectRoute, request: Request, response: Response): void {
    const next = (error?: unknown): void => goOn(rest, request, response, error);
    request.next = next;
    request.route = layer.route;
    layer.handleRequest(request, response, next);
  }

  /** Sets what Express and its router do, to the same values. */
  private prepare(request: Request, response: Response): void {
    request.res = response;
    response.locals ??= Object.create(null) as typeof response.locals;
    request.baseUrl = '';
    request.params = Object.create(null) as typeof request.params;
  }

  private look(stack: readonly RouterLayer[]): void {
    this.stack = stack;
    this.length = stack.length;
    this.all = this.from(2);
    this.byMethod.clear();
    for (const [place, layer] of stack.entries()) {
      const { path, methods = {} } = layer.route ?? {};
      if (typeof path !== 'string' || !isLiteral(path)) continue;
      for (const method of Object.keys(methods)) {
        if (OTHERWISE.has(method) || this.firstFor(method, path) !== place) continue;
        const routes = this.byMethod.get(method.toUpperCase()) ?? new Map<string, DirectRoute>();
        this.byMethod.set(method.toUpperCase(), routes.set(path, { layer, rest: this.from(place + 1) }));
      }
    }
  }

  /** Returns the place of the first layer that would be called for this request. */
  private firstFor(method: string, path: string): number {
    return this.stack.findIndex((layer) => {
      if (layer === this.hooks || layer === this.failures || !layer.match(path)) return false;
      const { methods } = layer.route ?? {};
      return methods === undefined || methods['_all'] === true || methods[method] === true;
    });
  }

  /** Returns the application without the layers before this place, but for the one that fails. */
  private from(place: number): Rest {
    const stack = [this.failures, ...this.stack.slice(place)];
    const router = { value: Object.assign(Object.create(this.router) as Router, { stack }) };
    const rest = Object.create(this.express, { router }) as { handle: Rest };
    return (request, response) => rest.handle(request, response);
  }

  private get router(): Router {
    return this.express.router as unknown as Router;
  }
}

function goOn(rest: Rest | undefined, request: Request, response: Response, error: unknown): void {
  request[EARLY_FAILURE] = error;
  rest?.(request, response);
}
