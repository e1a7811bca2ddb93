/** A page: what it shows comes from its handler, for a browser and for a program. */
export function page({ folder, Many, many, title }) {
  return {
    [`src/team/${folder}/${folder}.controller.ts`]: `import { Controller, Get } from '@nestjs/common';
import { CurrentUser } from '../../auth/access/access.decorators.js';
import { page } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import { ${Many}Page } from './${folder}.page.js';

@Controller('${folder}')
export class ${Many}Controller {
  @Get()
  show(@CurrentUser() { username }: Principal) {
    return page(${Many}Page, { ${many}: [\`Only \${username} sees this.\`] });
  }
}
`,
    [`src/team/${folder}/${folder}.page.tsx`]: `import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';

export const ${Many}Page = view<{ ${many}: readonly string[] }>('${title}', ({ data, context }) => (
  <Layout title="${title}" context={context}>
    <h1 class="h3">${title}</h1>
    <ul>
      {data.${many}.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  </Layout>
));
`,
    [`src/team/${folder}/${folder}.module.ts`]: `import { Module } from '@nestjs/common';
import { ${Many}Controller } from './${folder}.controller.js';

@Module({ controllers: [${Many}Controller] })
export class ${Many}Module {}
`,
    [`test/team/${folder}/${folder}.test.ts`]: `import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${Many}Module } from '../../../src/team/${folder}/${folder}.module.js';
import { type Product, startProduct } from '../../../src/testing/index.js';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [${Many}Module] });
});

afterAll(() => product.remove());

describe('/${folder}', () => {
  it('shows who is signed in their own, in both formats', async () => {
    const visitor = await product.signedIn();
    const { username } = visitor.person;
    expect((await visitor.get('/${folder}')).text).toContain(\`Only \${username} sees this.\`);
    expect((await visitor.get('/${folder}', 'json')).json['${many}']).toEqual([\`Only \${username} sees this.\`]);
  });

  it('is closed to guests', async () => {
    expect((await product.visitor().get('/${folder}')).headers.get('location')).toBe('/login?next=%2F${folder}');
    expect((await product.visitor().get('/${folder}', 'json')).json['code']).toBe('login_required');
  });
});
`,
  };
}
