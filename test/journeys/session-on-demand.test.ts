import { Controller, Get, Module, Req } from '@nestjs/common';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access.decorators.js';
import { signIn } from '../support/people.js';
import { Product } from '../support/product.js';

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

  private of({ session }: Request): string[] {
    return (Reflect.get(session, 'basket') ?? []) as string[];
  }
}

@Module({ controllers: [BasketController] })
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
});
