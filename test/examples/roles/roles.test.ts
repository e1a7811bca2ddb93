import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn, register, someone } from '../../support/people.js';
import { Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { ROLES } from './account-roles.js';
import { RolesModule } from './roles.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [RolesModule]);
});

afterAll(() => product.remove());

/** Somebody who has these roles from the first login on. */
async function memberWith(roles: string[]) {
  const visitor = product.visitor();
  const person = someone();
  const { json } = await register(visitor, person);
  ROLES.set(json['user'].id, roles);
  await logIn(visitor, person);
  return visitor;
}

describe.each(FORMATS)("the guide's role (%s)", (format) => {
  it('lets in who has it', async () => {
    expect((await (await memberWith(['auditor'])).get('/reports', format)).status).toBe(200);
  });

  it('keeps everybody else out', async () => {
    expect((await (await memberWith(['clerk'])).get('/reports', format)).status).toBe(403);
    expect((await (await memberWith([])).get('/reports', format)).status).toBe(403);
  });
});

describe("the guide's role", () => {
  it('is named forbidden, and asks guests to log in', async () => {
    expect((await (await memberWith([])).get('/reports', 'json')).json['code']).toBe('forbidden');
    expect((await product.visitor().get('/reports', 'json')).json['code']).toBe('login_required');
  });

  it('is in no answer to the person', async () => {
    expect((await (await memberWith(['auditor'])).get('/profile', 'json')).text).not.toContain('auditor');
  });
});
