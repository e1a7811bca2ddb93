import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NoActivity } from '../../src/auth/access/access.decorators.js';
import { Roles } from '../../src/roles/roles.decorators.js';
import { SignedInStreams } from '../../src/streams/signed-in-streams.js';
import { NoticesModule } from '../examples/streams/notices.module.js';
import { EventReader } from '../support/event-reader.js';
import { giveRoles, onServers, Product, takeRole } from '../support/product.js';
import { isSignedIn, type Person, signIn, type Visitor } from '../support/visitor.js';

const SOON = { timeout: 5_000 };

/** Only administrators may listen here. */
@Controller('figures')
@Roles('admin')
class FiguresController {
  constructor(private readonly streams: SignedInStreams) {}

  @Get()
  @NoActivity()
  events(@Req() request: Request, @Res() response: Response): void {
    this.streams.open(request, response).send('state', {});
  }
}

@Module({ controllers: [FiguresController] })
class FiguresModule {}

let product: Product;
let visitor: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start({}, [FiguresModule, NoticesModule]);
  // Nobody here is the last administrator.
  await product.signedIn({ role: 'admin' });
});

beforeEach(async () => {
  visitor = product.visitor();
  person = await signIn(visitor);
  await giveRoles(product, person, 'admin');
});

afterEach(() => expect.poll(() => product.app.get(SignedInStreams).count, SOON).toBe(0));
afterAll(() => product.remove());

describe('an open stream of a person whose role is taken away', () => {
  it.each(['/figures', '/notices/events'])('ends, and the session goes on (%s)', async (path) => {
    const reader = await EventReader.open(visitor, path);
    await takeRole(product, person, 'admin');
    await expect.poll(() => reader.ended, SOON).toBe(true);
    // Without an event `ended` a browser comes back, and the handler says whether it needs the role.
    expect(reader.events.map(({ name }) => name)).toEqual(['state']);
    expect(await isSignedIn(visitor)).toBe(true);
    const again = await EventReader.open(visitor, path);
    expect(again.status).toBe(path === '/figures' ? 403 : 200);
    again.close();
  });

  it('is the only one that ends: one of a person who is given a role stays open', async () => {
    const other = product.visitor();
    const member = await signIn(other);
    const [kept, ended] = [await EventReader.open(other, '/notices/events'), await EventReader.open(visitor, '/notices/events')];
    await giveRoles(product, member, 'admin');
    await takeRole(product, person, 'admin');
    // Both are looked at in one go.
    await expect.poll(() => ended.ended, SOON).toBe(true);
    expect(kept.ended).toBe(false);
    await takeRole(product, member, 'admin');
    await other.post('/notices', { text: 'still here' });
    await expect.poll(() => kept.events.at(-1)?.data, SOON).toEqual({ text: 'still here' });
    kept.close();
  });
});

describe.runIf(onServers)('on two instances', () => {
  it('a role that is taken away at one ends the streams of the other', async () => {
    const other = await Product.on(product.storage, {}, [FiguresModule, NoticesModule]);
    const reader = await EventReader.open(visitor.copy(other.url), '/figures');
    await takeRole(product, person, 'admin');
    await expect.poll(() => reader.ended, SOON).toBe(true);
    await other.close();
  });
});
