import type { EntityManager } from '@mikro-orm/core';
import { Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { UnprovenSweep } from '../../../src/auth/verification/unproven-sweep.js';
import { AccountData } from '../../../src/users/data/account-data.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { accountOf, prove, signedUp } from './proofs.js';

/** Whether the module below can erase what it keeps. */
const CAN = { erase: true };

class StubbornData extends AccountData {
  export(): Promise<object> {
    return Promise.resolve({});
  }

  async erase(_accountId: string, _em: EntityManager): Promise<void> {
    if (!CAN.erase) throw new Error('a module of a team cannot erase');
  }
}

@Module({ providers: [StubbornData] })
class StubbornModule {}

let here: Product;

onTwoInstances((one) => (here = one), {}, [StubbornModule]);

describe.each(FORMATS)('an account that somebody disowns while a module cannot erase (%s)', (format) => {
  it('stays whole, and is gone when the module can', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    CAN.erase = false;
    const { status } = await visitor.post('/verify-email/not-me', { token: person.token }, format);
    expect(status).toBe(503);
    await here.app.get(UnprovenSweep).sweep();
    expect(await accountOf(here, person)).toMatchObject({ username: person.username });
    CAN.erase = true;
    await here.app.get(UnprovenSweep).sweep();
    expect(await accountOf(here, person)).toBeNull();
  });

  it('stays for good when it is proven meanwhile', async () => {
    const visitor = here.visitor();
    const person = await signedUp(here, visitor);
    CAN.erase = false;
    await visitor.post('/verify-email/not-me', { token: person.token }, format);
    CAN.erase = true;
    await prove(visitor, person.token, format, { password: person.password });
    await here.app.get(UnprovenSweep).sweep();
    expect(await accountOf(here, person)).toMatchObject({ purgeAt: null });
  });
});
