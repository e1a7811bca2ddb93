import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { OPEN_ROUTES, routesOf } from '../support/observing.js';
import { FORMATS, isSignedIn, stateOf } from '../support/visitor.js';
import { acting, MAIL } from './acting.js';

/**
 * Whoever acts as a person may ask for these, each with the reason. Every other route is refused, and so is a new one,
 * until somebody has decided that it belongs here.
 */
const OPEN: Readonly<Record<string, readonly string[]>> = {
  'what the person sees, which is why one acts as them': [
    'GET /dashboard',
    'GET /profile',
    'GET /settings',
    'GET /settings/history',
    'GET /settings/sessions',
    'GET /people/x/picture',
  ],
  'what the person shows to others, and gives no way in': ['GET /settings/profile', 'POST /settings/profile'],
  'the way out': ['POST /admin/impersonation/end'],
  // Of these, those that are for the person of a mailed link are refused too (impersonation.test.ts).
  'what guests may ask for': OPEN_ROUTES,
};

/** A step belongs to a login that is pending in this browser; it is no way out of a session that stands. */
const isOfLogin = (route: string): boolean => / \/login\//.test(route);

let product: Product;

beforeAll(async () => {
  product = await Product.start(MAIL);
});

afterAll(() => product.remove());

describe.each(FORMATS)('while an administrator acts as somebody (%s)', (format) => {
  it('every route is refused, but for those of which somebody has decided otherwise', async () => {
    const { admin, id, adminId } = await acting(product);
    const open = new Set(Object.values(OPEN).flat());
    const [answered, ended]: [string[], string[]] = [[], []];
    for (const [method, path] of routesOf(product)) {
      const route = `${method} ${path}`;
      if (open.has(route) || isOfLogin(route)) continue;
      const concrete = path.replace('/admin/users/x', `/admin/users/${id}`);
      const { status, text } = method === 'GET' ? await admin.get(concrete, format) : await admin.post(concrete, {}, format);
      const isRefused = status === 403 && /Only the person themselves can do this|You do not have permission/.test(text);
      // A body of another kind than the route takes is looked at by nobody.
      if (!isRefused && status !== 415) answered.push(`${route}: ${status}`);
      const { user } = await stateOf(admin);
      if (user?.id !== id) ended.push(`${route}: ${user?.id === adminId ? 'the administrator' : 'nobody'}`);
    }
    expect([answered, ended]).toEqual([[], []]);
  });

  it('a login is refused, whosever it is, and the way back stays', async () => {
    const { admin, id, adminId, person } = await acting(product);
    const other = await product.signedIn();
    for (const { username, password } of [admin.person, other.person, person.person]) {
      expect((await admin.post('/login', { identifier: username, password }, format)).status).toBe(403);
      expect(await stateOf(admin)).toMatchObject({ user: { id }, impersonatedBy: { id: adminId }, fresh: false, level: 1 });
    }
    await admin.post('/admin/impersonation/end', {}, format);
    expect(await stateOf(admin)).toMatchObject({ user: { id: adminId } });
    expect(await isSignedIn(person)).toBe(true);
  });
});
