import { Controller, Get, Module, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { LoginService } from '../../src/auth/login/login.service.js';
import { UsersModule } from '../../src/users/users.module.js';
import { UsersService } from '../../src/users/users.service.js';
import { Product } from '../support/product.js';
import { register, signIn, someone } from '../support/visitor.js';

/** A team's own pages, which use the session as express-session documents it. */
@Controller('test-basket')
class BasketController {
  @Get('add')
  add(@Req() request: Request) {
    const basket = [...this.of(request), 'apple'];
    Object.assign(request.session, { basket });
    return { basket };
  }

  @Get()
  show(@Req() request: Request) {
    return { basket: this.of(request), id: request.session.id === request.sessionID };
  }

  @Public()
  @Get('who')
  who(@Req() request: Request) {
    return { signedIn: request.isAuthenticated(), guest: request.isUnauthenticated(), session: typeof request.session };
  }

  @Post('forget')
  async forget(@Req() request: Request) {
    await new Promise((resolve) => request.logout(resolve));
    return { signedIn: request.isAuthenticated(), guest: request.isUnauthenticated() };
  }

  private of({ session }: Request): string[] {
    return (Reflect.get(session, 'basket') ?? []) as string[];
  }
}

/** Signs a guest in by a GET, as a link in a mail does, or the way back from an identity provider. */
@Public()
@Controller('test-link')
class LinkController {
  constructor(
    private readonly logins: LoginService,
    private readonly users: UsersService,
  ) {}

  @Get()
  async enter(@Query('name') name: string, @Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const user = await this.users.findByIdentifier(name);
    if (user === null) throw new Error('nobody of that name');
    await this.logins.begin(request, response, user, { method: 'email', at: Date.now() }, { remember: true, next: null });
    return { entered: true };
  }
}

@Module({ imports: [UsersModule], controllers: [BasketController, LinkController] })
class TestModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [TestModule]);
});

afterAll(() => product.remove());

describe('request.session of a page that is only looked at', () => {
  it('keeps what a handler puts into it, and the login', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/test-basket/add', 'json');
    await visitor.get('/test-basket/add', 'json');
    expect((await visitor.get('/test-basket', 'json')).json).toEqual({ basket: ['apple', 'apple'], id: true });
    expect((await visitor.get('/dashboard')).status).toBe(200);
  });

  it('sets no cookie anew', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/test-basket/add', 'json')).headers.getSetCookie()).toEqual([]);
  });

  it('is there for a guest too, who gets no cookie for that', async () => {
    const answer = await product.visitor().get('/test-basket/who', 'json');
    expect(answer.json).toEqual({ signedIn: false, guest: true, session: 'object' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is there beside what Passport says of the request', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/test-basket/who', 'json')).json).toEqual({ signedIn: true, guest: false, session: 'object' });
  });

  it('begins a session for a guest whom a handler signs in', async () => {
    const [visitor, person] = [product.visitor(), someone()];
    await register(visitor, person);
    const answer = await visitor.get(`/test-link?name=${person.username}`, 'json');
    expect([answer.status, answer.json]).toEqual([200, { entered: true }]);
    expect([...visitor.cookies.keys()].filter((name) => name === 'session' || name === 'remember')).toHaveLength(2);
    expect((await visitor.get('/dashboard')).text).toContain(person.username);
  });

  it('leaves nobody authenticated after a logout by Passport', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    expect((await visitor.post('/test-basket/forget', {}, 'json')).json).toEqual({ signedIn: false, guest: true });
  });
});
