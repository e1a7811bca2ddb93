import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvFile } from '../../../src/http/responses/csv.js';
import { Product } from '../../support/product.js';
import { signIn, type Visitor } from '../../support/visitor.js';
import { EXPENSES } from './expenses.js';
import { ExpensesModule } from './expenses.module.js';

let product: Product;
let visitor: Visitor;
let id: string;

beforeAll(async () => {
  product = await Product.start({}, [ExpensesModule]);
  visitor = product.visitor();
  await signIn(visitor);
  id = (await visitor.get('/session', 'json')).json['user'].id;
});

afterAll(() => product.remove());

const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\uff1d1'];

describe("the guide's CSV", () => {
  it('is a file with quotes where texts need them', async () => {
    EXPENSES.set(id, [{ day: '2026-11-29', text: 'Tea, "green"\nand \u00fc', amount: -4.5 }]);
    const { headers, text } = await visitor.get('/expenses/csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="expenses.csv"');
    expect(text).toBe('"day","text","amount"\r\n"2026-11-29","Tea, ""green""\nand \u00fc",-4.5\r\n');
  });

  it('begins with the mark by which Excel knows UTF-8', async () => {
    const answer = await fetch(`${product.url}/expenses/csv`, {
      headers: { cookie: [...visitor.cookies].map((one) => one.join('=')).join('; ') },
    });
    expect([...new Uint8Array(await answer.arrayBuffer())].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
  });

  it.each(FORMULAS)('has no cell that a spreadsheet would run (%j)', async (text) => {
    EXPENSES.set(id, [{ day: '2026-11-29', text, amount: 1 }]);
    expect((await visitor.get('/expenses/csv')).text).toContain(`,"'${text}",`);
  });

  it('is sent as it is made: 100,000 lines', async () => {
    EXPENSES.set(
      id,
      Array.from({ length: 100_000 }, (_, place) => ({ day: '2026-11-29', text: 'Tea', amount: place })),
    );
    const { headers, text } = await visitor.get('/expenses/csv');
    expect([headers.get('content-length'), text.split('\r\n').length]).toEqual([null, 100_002]);
  });

  it('is closed to guests', async () => {
    expect((await product.visitor().get('/expenses/csv', 'json')).status).toBe(401);
  });

  it('has no name that would break its header', () => {
    expect(() => csvFile('a"; filename="b.exe', [])).toThrow('cannot be called');
  });
});

describe("the guide's PDF", () => {
  it('is one', async () => {
    EXPENSES.set(id, [{ day: '2026-11-29', text: 'Tea', amount: 4.5 }]);
    const { headers, text } = await visitor.get('/expenses/pdf');
    expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual(['application/pdf', 'attachment; filename="expenses.pdf"']); // prettier-ignore
    expect([text.startsWith('%PDF-'), text.trimEnd().endsWith('%%EOF')]).toEqual([true, true]);
  });
});
