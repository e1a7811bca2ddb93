import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isOutage } from '../../src/outages/outage.js';

const NOWHERE = '/there/is/no/such/place';

describe('what is missing', () => {
  it("is an outage where it is a server's socket", async () => {
    const error: unknown = await new Promise((resolve) => connect(NOWHERE).once('error', resolve));
    expect(isOutage(new Error('the driver says', { cause: error }))).toBe(true);
  });

  it('is none where it is a file', async () => {
    const error: unknown = await readFile(NOWHERE).catch((thrown: unknown) => thrown);
    expect(isOutage(new Error('a handler says', { cause: error }))).toBe(false);
  });
});
