import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '../../../src/features/role-catalogue.js';
import { Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { RolesModule } from './roles.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [RolesModule]);
});

afterAll(() => product.remove());

const memberWith = (...roles: RoleName[]) => product.signedIn({ roles });

describe.each(FORMATS)("the guide's role (%s)", (format) => {
  it('lets in whose roles give the permission', async () => {
    expect((await (await memberWith('auditor')).get('/reports', format)).status).toBe(200);
    expect((await (await memberWith('clerk', 'editor')).post('/reports', {}, format)).status).toBe(201);
  });

  it('keeps everybody else out', async () => {
    for (const roles of [[], ['clerk'], ['admin']] as RoleName[][]) {
      expect((await (await memberWith(...roles)).get('/reports', format)).status).toBe(403);
    }
    expect((await (await memberWith('auditor')).post('/reports', {}, format)).status).toBe(403);
  });

  it('is told the handler, which shows what it allows', async () => {
    const maysWrite = async (role: RoleName) => (await (await memberWith(role)).get('/reports', format)).json['mayWrite'];
    if (format === 'json') expect([await maysWrite('auditor'), await maysWrite('editor')]).toEqual([false, true]);
  });
});

describe("the guide's role", () => {
  it('is named forbidden, and asks guests to log in', async () => {
    expect((await (await memberWith()).get('/reports', 'json')).json['code']).toBe('forbidden');
    expect((await product.visitor().get('/reports', 'json')).json['code']).toBe('login_required');
  });

  it('shows its link to those who have it', async () => {
    const link = 'href="/reports"';
    expect((await (await memberWith('auditor')).get('/dashboard')).text).toContain(link);
    expect((await (await memberWith('editor')).get('/dashboard')).text).not.toContain(link);
    expect((await product.visitor().get('/')).text).not.toContain(link);
  });
});
