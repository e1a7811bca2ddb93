import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditWriter } from '../../src/audit/rows/audit-writer.js';
import { Product } from '../support/product.js';
import { logIn, register, someone } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterEach(() => void vi.restoreAllMocks());

afterAll(() => product.remove());

/** Holds every new row back until `write` is called. */
function holdRows() {
  const waiting: (() => void)[] = [];
  const add = vi
    .spyOn(AuditWriter.prototype, 'add')
    .mockImplementation(() => new Promise((resolve) => void waiting.push(resolve)));
  return { add, write: () => waiting.splice(0).forEach((written) => written()) };
}

describe('an answer', () => {
  it('comes when its row is committed, not before', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const { add, write } = holdRows();
    let isAnswered = false;
    const answer = logIn(product.visitor(), person).then((given) => ((isAnswered = true), given));
    await vi.waitFor(() => expect(add).toHaveBeenCalled(), { timeout: 20_000 });
    await product.visitor().get('/login');
    expect(isAnswered).toBe(false);
    write();
    expect((await answer).status).toBe(200);
  });

  it('waits two seconds at most', async () => {
    const person = someone();
    await register(product.visitor(), person);
    holdRows();
    expect((await logIn(product.visitor(), person)).status).toBe(200);
  });

  it('to what anybody can ask for does not wait', async () => {
    holdRows();
    expect((await product.visitor().get('/dashboard', 'json')).status).toBe(401);
  });
});
