import { expect, it } from 'vitest';
import { REMEDIES } from '../../src/faults/remedies/remedies.js';
import { documentedRows } from '../support/observing.js';

it('docs/when-something-is-wrong.md has every fault that the product knows a remedy for, and no other', () => {
  const rows = documentedRows('docs/when-something-is-wrong.md', 'fault').map(({ cells: [, remedy = ''], key }) => [key, remedy]);
  expect(rows).toEqual(REMEDIES.map(({ fault, remedy }) => [fault, remedy]));
});
