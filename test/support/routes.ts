import type { Product } from './product.js';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** Every method and path that the product's router has, parameters filled in. */
export function routesOf({ app }: Product): [method: string, path: string][] {
  const { stack } = app.getHttpAdapter().getInstance().router as unknown as { stack: Layer[] };
  return stack.flatMap(({ route }) =>
    Object.keys(route?.methods ?? {}).map((method): [string, string] => [
      method.toUpperCase(),
      (route?.path ?? '').replace(/[:*]\w+/g, 'x').replace(/[{}]/g, ''),
    ]),
  );
}

/** The routes of the product itself that say that they are public; every other one is closed to guests. */
export const OPEN_ROUTES = ['GET /', 'GET /.well-known/change-password', 'GET /login', 'GET /logout', 'GET /register', 'GET /session', 'POST /login', 'POST /logout', 'POST /register']; // prettier-ignore
