import { tracingChannel } from 'node:diagnostics_channel';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpException,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  Next,
  Post,
  Req,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, NextFunction, Request, Response } from 'express';
import { tap } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Product } from '../support/product.js';

/** All that Express tells a handler of its request. */
@Public()
@Controller('direct')
class DirectController {
  @Get()
  told(@Req() request: Request) {
    const { params, baseUrl, query, route, res, next } = request;
    const { locals } = res ?? {};
    return { params, baseUrl, query, route: route.path, locals, isItsOwn: res?.req === request, next: typeof next };
  }

  @Post()
  made() {
    return { made: true };
  }

  @Get('passes-on')
  passOn(@Next() next: NextFunction) {
    next();
  }

  @Get('passes-over')
  passOver(@Next() next: NextFunction) {
    next('route');
  }

  @Get('leaves')
  leave(@Next() next: NextFunction) {
    next('router');
  }

  @Get('fails')
  fail(@Next() next: NextFunction) {
    next(new HttpException('a failure of its own', 418));
  }

  @Get('throws')
  throw() {
    throw new HttpException('thrown', 410);
  }

  @Get('counted')
  counted() {
    return { counted: true };
  }
}

@Injectable()
class TeamGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<Request>().headers['x-refused'] !== undefined) throw new ForbiddenException('a guard');
    return true;
  }
}

@Injectable()
class TeamInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap(() => response.setHeader('X-Intercepted', 'yes')));
  }
}

@Module({
  controllers: [DirectController],
  providers: [
    { provide: APP_GUARD, useClass: TeamGuard },
    { provide: APP_INTERCEPTOR, useClass: TeamInterceptor },
  ],
})
class TeamModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    const count = (_request: Request, response: Response, next: NextFunction): void => {
      response.setHeader('X-Counted', 'yes');
      next();
    };
    consumer.apply(count).forRoutes('direct/counted');
  }
}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [TeamModule]);
});

afterAll(() => product.remove());
afterEach(() => vi.restoreAllMocks());

const express = () => product.app.getHttpAdapter().getInstance() as Express;

/** Asks, and tells whether Express' router has walked over its layers for the answer. */
async function asked(path: string, headers = {}) {
  const walked = vi.spyOn(express().router as unknown as { handle: () => void }, 'handle');
  const answer = await product.visitor().get(path, 'json', headers);
  const hasWalked = walked.mock.calls.length > 0;
  walked.mockRestore();
  return { answer, hasWalked };
}

describe('a route that is asked for by its own pattern', () => {
  it.each(['/direct', '/direct?a=1', '/direct/throws', '/'])('is found without a walk: %s', async (path) => {
    expect((await asked(path)).hasWalked).toBe(false);
  });

  it.each(['', '?a=1&b=2', '/throws', '/passes-on', '/passes-over', '/leaves', '/fails', '/counted'])(
    'answers as one that the router has found: /direct%s',
    async (rest) => {
      const [direct, walked] = [await asked(`/direct${rest}`), await asked(`/DIRECT${rest}`)];
      expect(walked.hasWalked).toBe(true);
      const told = ({ answer: { status, headers, text } }: typeof direct) => {
        const id = headers.get('x-request-id') ?? '';
        const same = [...headers].filter(([name]) => !/^(date|x-request-id)$/.test(name));
        return [status, Object.fromEntries(same), text.replaceAll(id, 'id').replaceAll('DIRECT', 'direct')];
      };
      expect(told(direct)).toEqual(told(walked));
    },
  );

  it("runs a team's guards and interceptors, on the product's own pages too", async () => {
    for (const path of ['/direct', '/']) {
      expect((await asked(path)).answer.headers.get('x-intercepted')).toBe('yes');
      expect((await asked(path, { 'x-refused': '1' })).answer.status).toBe(403);
    }
  });

  it("runs a team's middleware for it", async () => {
    const { answer, hasWalked } = await asked('/direct/counted');
    expect([answer.headers.get('x-counted'), hasWalked]).toEqual(['yes', true]);
  });

  it('has its own handler for each method, and the answers of the router for those that it has none for', async () => {
    const visitor = product.visitor();
    expect((await visitor.post('/direct', {}, 'json')).json).toEqual({ made: true });
    expect((await visitor.send('/direct', { method: 'PUT' })).status).toBe(405);
    const head = await visitor.send('/direct', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await visitor.send('/direct', { method: 'OPTIONS' })).headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });

  it('is behind what is put before it later', async () => {
    await asked('/direct');
    const { stack } = express().router;
    express().use('/direct', (_request, response, next) => {
      response.setHeader('X-Later', 'yes');
      next();
    });
    const [later] = stack.splice(-1);
    if (later !== undefined) stack.splice(2, 0, later);
    const { answer, hasWalked } = await asked('/direct');
    stack.splice(2, 1);
    expect([answer.headers.get('x-later'), hasWalked]).toEqual(['yes', true]);
    expect((await asked('/direct')).answer.headers.get('x-later')).toBeNull();
  });

  it("waits for Nest's hook of a request, which may refuse it or send it elsewhere", async () => {
    const adapter = product.app.getHttpAdapter() as unknown as ExpressAdapter;
    adapter.setOnRequestHook((request, response, done) => {
      response.setHeader('X-Hooked', 'yes');
      if (request.headers['x-elsewhere'] !== undefined) request.url = '/direct/counted';
      done();
    });
    const { answer } = await asked('/direct');
    expect([answer.headers.get('x-hooked'), answer.status]).toEqual(['yes', 200]);
    expect((await asked('/direct', { 'x-elsewhere': '1' })).answer.json).toEqual({ counted: true });
    adapter.setOnRequestHook((_request, _response, done) => done(new HttpException('a hook', 418) as never));
    expect((await asked('/direct')).answer.status).toBe(418);
    Reflect.set(adapter, 'onRequestHook', undefined);
  });

  it('is walked to while somebody traces Express', async () => {
    const channel = tracingChannel('express.router.request');
    const tracer = { start: vi.fn() };
    channel.subscribe(tracer);
    const { hasWalked } = await asked('/direct');
    channel.unsubscribe(tracer);
    expect([hasWalked, tracer.start.mock.calls.length > 0]).toEqual([true, true]);
  });
});
