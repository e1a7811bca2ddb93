import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { describe, expect, it, vi } from 'vitest';
import { mergeStored } from '../../src/sessions/record/session-merge.js';
import type { StoredData } from '../../src/sessions/record/stored-session.js';
import { onTwoInstances, type Product } from '../support/product.js';
import { copyOf, signIn, stateOf } from '../support/visitor.js';

const waiting: (() => void)[] = [];

interface Own {
  first?: string;
  second?: string;
}

@Controller('test-slow')
class SlowController {
  @Post('first')
  async first(@Req() request: Request) {
    const session = request.session as unknown as Own;
    await new Promise<void>((resolve) => waiting.push(resolve));
    session.first = 'kept';
    return { done: true };
  }

  @Post('second')
  second(@Req() request: Request) {
    (request.session as unknown as Own).second = 'kept';
    return { done: true };
  }

  @Get()
  show(@Req() request: Request) {
    const { first, second } = request.session as unknown as Own;
    return { first, second };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both), { TRUST_PROXY: '1' }, [SlowModule]);

describe('a slow request that saves an older copy of its session', () => {
  const slowly = async (visitor: ReturnType<Product['visitor']>, meanwhile: () => Promise<unknown>) => {
    const answer = visitor.post('/test-slow/first', {}, 'json');
    await vi.waitFor(() => expect(waiting).toHaveLength(1), { timeout: 20_000 });
    await meanwhile();
    waiting.splice(0).forEach((go) => go());
    expect((await answer).status).toBe(201);
  };

  it('does not undo the suspicion that another client has cast on it meanwhile', async () => {
    for (let round = 0; round < 4; round += 1) {
      const owner = here.visitor({ 'x-forwarded-for': '192.0.2.1' });
      await signIn(owner);
      const stranger = copyOf(owner, there, { 'x-forwarded-for': '198.51.100.9' });
      await slowly(owner, () => stranger.get('/dashboard'));
      expect(await stateOf(owner)).toMatchObject({ authenticated: true, fresh: false });
      expect((await owner.get('/test-slow', 'json')).json).toEqual({ first: 'kept' });
    }
  });

  it('does not undo what another request has stored meanwhile, nor is its own lost', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    await slowly(visitor, () => copyOf(visitor, there).post('/test-slow/second', {}, 'json'));
    expect((await visitor.get('/test-slow', 'json')).json).toEqual({ first: 'kept', second: 'kept' });
  });
});

describe('merging two copies of a session', () => {
  const stored = (fields: object, user: object): StoredData => ({ ...fields, passport: { user } }) as unknown as StoredData;

  it('takes of each field what was changed, on either side, and what was removed is gone', () => {
    const read = stored({ a: 1, b: { deep: [1] }, gone: 1 }, { suspicious: false, lastSeenAt: 1 });
    const mine = stored({ a: 2, b: { deep: [1] }, mine: 1 }, { suspicious: false, lastSeenAt: 9 });
    const present = stored({ a: 1, b: { deep: [2] }, gone: 1, theirs: 1 }, { suspicious: true, lastSeenAt: 1 });
    expect(mergeStored(read, mine, present)).toEqual(
      stored({ a: 2, b: { deep: [2] }, mine: 1, theirs: 1 }, { suspicious: true, lastSeenAt: 9 }),
    );
  });
});
