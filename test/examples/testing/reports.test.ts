import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { clock, FORMATS, logIn, onServers, startProduct } from '../../../src/testing/index.js';
import { RolesModule } from '../roles/roles.module.js';

const settings = { SESSION_IDLE_TIMEOUT: '5m', THROTTLE_ACCOUNT: '2/1m' };
const product = await startProduct({ settings, modules: [RolesModule] });

afterEach(() => clock().reset());
afterAll(() => product.remove());

describe.each(FORMATS)('the reports (%s)', (format) => {
  it('are open to auditors', async () => {
    const auditor = await product.signedIn({ role: 'auditor' });
    expect((await auditor.get('/reports', format)).status).toBe(200);
  });

  it('are closed to other people', async () => {
    const clerk = await product.signedIn({ role: 'clerk' });
    expect((await clerk.get('/reports', format)).status).toBe(403);
  });
});

it('ends the session of an auditor who was away for longer than five minutes', async () => {
  const auditor = await product.signedIn({ role: 'auditor' });
  clock().forward('6m');
  expect((await auditor.get('/reports', 'json')).json['code']).toBe('login_required');
});

it.skipIf(onServers)('takes no password after two wrong ones, until a minute is over', async () => {
  const { person } = await product.signedIn();
  const thief = product.visitor();
  const wrong = { ...person, password: 'not this one' };
  for (const status of [401, 401, 429]) expect((await logIn(thief, wrong)).status).toBe(status);
  clock().forward('61s');
  expect((await logIn(thief, person)).status).toBe(200);
});
