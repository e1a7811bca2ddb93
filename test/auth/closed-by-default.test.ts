import { Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { crossSiteRoutesOf, OPEN_ROUTES, routesOf } from '../support/observing.js';
import { Product } from '../support/product.js';
import { CrossSite } from '../../src/http/safety/cross-site.decorator.js';
import { FORMATS, signIn, type Visitor } from '../support/visitor.js';

/** A team adds these routes: who says nothing has a closed one, who says @Public() an open one. */
@Controller('added')
class AddedController {
  @Get()
  closed() {
    return { added: true };
  }

  @Post()
  alsoClosed() {
    return { added: true };
  }

  @Public()
  @Get('open')
  open() {
    return { added: true };
  }

  @CrossSite()
  @Post('hook')
  hook() {
    return { added: true };
  }
}

@Module({ controllers: [AddedController] })
class AddedModule {}

const OPEN = [...OPEN_ROUTES, 'GET /added/open'].toSorted();

let product: Product;

beforeAll(async () => {
  product = await Product.start({ NODE_ENV: 'development' }, [AddedModule]);
});

afterAll(() => product.remove());

const routes = () => routesOf(product);

async function isClosed(visitor: Visitor, method: string, path: string): Promise<boolean> {
  const html = await visitor.send(path, { method, headers: { accept: 'text/html' } });
  const json = await visitor.send(path, { method, headers: { accept: 'application/json' } });
  const toLogin = html.status === 303 && /^\/login(\?|$)/.test(html.headers.get('location') ?? '') && path !== '/logout';
  const refused = json.status === 401 && json.json['code'] === 'login_required';
  expect([method, path, toLogin]).toEqual([method, path, refused]);
  return refused;
}

describe('every route', () => {
  it('is closed to guests unless it says that it is public', async () => {
    const open: string[] = [];
    for (const [method, path] of routes()) {
      if (!(await isClosed(product.visitor(), method, path))) open.push(`${method} ${path}`);
    }
    expect([...new Set(open)].toSorted()).toEqual(OPEN);
    expect(routes().length).toBeGreaterThanOrEqual(OPEN.length + 5);
  });

  it('is closed to pages of other sites unless it says that it is open to them: of ours none is', () => {
    expect(crossSiteRoutesOf(product)).toEqual(['/added/hook']);
  });

  it('is as closed in every spelling of its path', async () => {
    for (const [method, path] of routes().filter((route) => !OPEN.includes(route.join(' ')))) {
      for (const spelling of [`${path}/`, path.toUpperCase(), `${path}?x=1`, `${path}/?user=1`]) {
        expect([spelling, await isClosed(product.visitor(), method, spelling)]).toEqual([spelling, true]);
      }
    }
  });

  it('is closed to cookies that nobody gave out', async () => {
    const member = product.visitor();
    await signIn(member);
    const real = member.cookies.get('session') ?? '';
    const forged = ['', 'x', 's%3Ax.y', 's%3Aanonymous.x', real.slice(0, -3), `${real}x`, real.toUpperCase(), 'j%3A%7B%7D', '%', 's%3A', real.split('.').slice(0, -1).join('.'), `${'a'.repeat(4_000)}`]; // prettier-ignore
    for (const value of forged) {
      const visitor = product.visitor();
      visitor.cookies.set('session', value);
      expect([value, (await visitor.get('/dashboard', 'json')).status]).toEqual([value, 401]);
    }
    expect((await member.get('/dashboard', 'json')).status).toBe(200);
  });

  it('that is closed opens with a login, and closes with the logout', async () => {
    // Nobody has more roles than an administrator.
    const visitor = await product.signedIn({ role: 'admin' });
    const closed = routes().filter((route) => !OPEN.includes(route.join(' ')));
    // Whoever is signed in has passed every step of the login.
    const pages = closed.filter(([reads, path]) => reads === 'GET' && !path.startsWith('/login/'));
    for (const [method, path] of pages) {
      // What a made-up id names is not there, for whoever may ask.
      const found = path.includes('/x') ? 404 : 200;
      expect([path, (await visitor.send(path, { method })).status]).toEqual([path, found]);
    }
    const copied = product.visitor({ cookie: [...visitor.cookies].map((cookie) => cookie.join('=')).join('; ') });
    await visitor.post('/logout');
    for (const one of [visitor, copied]) {
      for (const [method, path] of closed) expect([path, await isClosed(one, method, path)]).toEqual([path, true]);
    }
  });

  it.each(FORMATS)(
    'or none: what is unknown is 404 and what lacks the method 405, before anybody is asked to log in (%s)',
    async (format) => {
      const headers = { accept: format === 'html' ? 'text/html' : 'application/json' };
      expect((await product.visitor().send('/dashboard', { method: 'DELETE', headers })).status).toBe(405);
      expect((await product.visitor().get('/dashboardx', format)).status).toBe(404);
    },
  );

  it('sends a browser to log in with the way back, other methods without', async () => {
    for (const path of ['/dashboard', '/profile?a=b&c=%20d', '/settings/', '/SETTINGS?next=/x']) {
      const answer = await product.visitor().get(path);
      expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
    }
    expect((await product.visitor().post('/added', {}, 'html')).headers.get('location')).toBe('/login');
    expect((await product.visitor().get('/dashboard', 'json')).json['detail']).toBe('Please log in to access this page.');
    const visitor = product.visitor();
    await visitor.get('/dashboard');
    const login = (await visitor.get('/login')).text;
    expect(login).toMatch(/role="status"[^>]*data-category="\w+"[^>]*>.*Please log in to access this page\./s);
    expect((await visitor.get('/login')).text).not.toContain('Please log in to access this page.');
  });
});
