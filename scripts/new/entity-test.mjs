/** The test of a table, its list and its form. */
export const entityTest = ({ folder, Many, many, one }) => `import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${Many}Module } from '../../../src/team/${folder}/${folder}.module.js';
import { FORMATS, type Product, startProduct, type Visitor } from '../../../src/testing/index.js';

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await startProduct({ modules: [${Many}Module] });
  visitor = await product.signedIn();
});

afterAll(() => product.remove());

async function added(text: string): Promise<{ id: string; version: number }> {
  return (await visitor.post('/${folder}/new', { text }, 'json')).json['${one}'];
}

const texts = async (by: Visitor) => (await by.get('/${folder}', 'json')).json['${many}'].map(({ text }: { text: string }) => text);

describe('/${folder}', () => {
  it('keeps, shows, changes and deletes', async () => {
    const { id, version } = await added('First');
    expect(await texts(visitor)).toContain('First');
    expect((await visitor.get(\`/${folder}/\${id}/edit\`)).text).toContain('value="First"');
    const changed = await visitor.post(\`/${folder}/\${id}/edit\`, { text: 'Second', version: String(version) });
    expect([changed.status, changed.headers.get('location')]).toEqual([303, '/${folder}']);
    expect(await texts(visitor)).toContain('Second');
    await visitor.post(\`/${folder}/\${id}/delete\`);
    expect(await texts(visitor)).not.toContain('Second');
  });

  it('refuses the second of two changes that met', async () => {
    const { id, version } = await added('One');
    await visitor.post(\`/${folder}/\${id}/edit\`, { text: 'Two', version: String(version) });
    const second = await visitor.post(\`/${folder}/\${id}/edit\`, { text: 'Three', version: String(version) }, 'json');
    expect(second.json['code']).toBe('conflict');
  });

  it.each(FORMATS)('refuses an empty text at its field (%s)', async (format) => {
    const answer = await visitor.post('/${folder}/new', { text: ' ' }, format);
    expect([answer.status, answer.text.includes('Please write something')]).toEqual([422, true]);
  });

  it('shows nobody what is another\\u2019s', async () => {
    const { id, version } = await added('Mine');
    const other = await product.signedIn();
    expect(await texts(other)).toEqual([]);
    const change = await other.post(\`/${folder}/\${id}/edit\`, { text: 'Theirs', version: String(version) }, 'json');
    expect([change.status, (await other.post(\`/${folder}/\${id}/delete\`, {}, 'json')).status]).toEqual([404, 404]);
    expect((await product.visitor().get('/${folder}', 'json')).json['code']).toBe('login_required');
  });
});
`;
