/** What people do who end their account. */

import { expect } from 'vitest';
import { AccountData } from '../../../src/users/data/account-data.js';
import { UsersService } from '../../../src/users/users.service.js';
import { RemovalSweep } from '../../../src/account/deletion/removal-sweep.js';
import type { User } from '../../../src/users/user.entity.js';
import type { Product } from '../../support/product.js';
import type { Answer, Format, Person, Visitor } from '../../support/visitor.js';

/** Sends the form with the username typed again. */
export const end = (visitor: Visitor, { username }: Pick<Person, 'username'>, format: Format = 'json'): Promise<Answer> =>
  visitor.post('/settings/delete', { username }, format);

/** The account as it is stored now, or null. */
export const stored = ({ app }: Product, { username }: Person): Promise<User | null> =>
  app.get(UsersService).findByIdentifier(username);

/** Lets all that is due happen now. */
export const sweep = ({ app }: Product): Promise<void> => app.get(RemovalSweep).sweep();

/** Closes the account and expects that. */
export async function close(visitor: Visitor, person: Person): Promise<void> {
  expect((await end(visitor, person)).status).toBe(202);
}

/** A module's data that cannot be erased for as long as a test wants it so. */
export class StubbornData extends AccountData {
  override order = 0;
  refuses = false;
  erased: string[] = [];

  async export() {
    return {};
  }

  async erase(accountId: string) {
    if (this.refuses) throw new Error('the archive is closed');
    this.erased.push(accountId);
  }
}
