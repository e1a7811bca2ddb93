import type { Application, Request } from 'express';

export interface Layer {
  readonly route?: {
    readonly path: unknown;
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly handle: object }[];
  };
  /** Is truthy where the path is one of this route's. */
  match: (path: string) => unknown;
}

/**
 * Returns the methods that the path of this request has, none for an unknown path. Nest answers 404 where only the
 * method is missing, so Express' own list of routes is asked.
 */
export function allowedMethods(request: Request): string[] {
  const methods = new Set(
    routes(request.app)
      .filter((layer) => layer.match(request.path))
      .flatMap(methodsOf),
  );
  return methods.size === 0 ? [] : inOrder(methods);
}

/** Adds HEAD to GET and OPTIONS to every path, in a fixed order. */
export function inOrder(methods: ReadonlySet<string>): string[] {
  const has = (method: string) => methods.has(method) || (method === 'HEAD' && methods.has('GET')) || method === 'OPTIONS';
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(has);
}

/** Returns Express' own list of routes. */
export function routes(app: Application): Layer[] {
  const { stack } = app.router as unknown as { readonly stack: Layer[] };
  return stack.filter((layer) => layer.route !== undefined);
}

/** Takes the routes away whose handler this is true of: nothing tells them then from paths that do not exist. */
export function removeRoutes(app: Application, isGone: (handler: object) => boolean): void {
  const router = app.router as unknown as { stack: Layer[] };
  router.stack = router.stack.filter(({ route }) => route?.stack.some(({ handle }) => isGone(handle)) !== true);
}

function methodsOf({ route }: Layer): string[] {
  return Object.keys(route?.methods ?? {}).map((method) => method.toUpperCase());
}
