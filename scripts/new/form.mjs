/** A form: its DTO has the rules, its page shows it, its handler does something with it. */
export function form({ folder, file, Many, One, title }) {
  return {
    [`src/team/${folder}/${file}.dto.ts`]: `import { RuleList, Trimmed } from '../../forms/rule-list.js';
import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { ${One}Page } from './${file}.page.js';

@ShownOn(${One}Page)
export class ${One}Dto {
  @Trimmed()
  @RuleList([
    { code: 'Please write something', holds: (text) => text !== '' },
    { code: 'At most 200 characters', holds: (text) => text.length <= 200 },
  ])
  text = '';
}
`,
    [`src/team/${folder}/${file}.page.tsx`]: `import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export const ${One}Page = view<FormPageData>('${title}', ({ context }) => (
  <Layout title="${title}" context={context}>
    <h1 class="h3 mb-4">${title}</h1>
    <Form action={context.path} submit="Send" context={context}>
      <Field name="text" label="Text" autocomplete="off" autofocus context={context} />
    </Form>
  </Layout>
));
`,
    [`src/team/${folder}/${folder}.controller.ts`]: `import { Body, Controller, Get, Post } from '@nestjs/common';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { ${One}Dto } from './${file}.dto.js';
import { ${One}Page } from './${file}.page.js';

@Controller('${folder}')
export class ${Many}Controller {
  @Get()
  show() {
    return page(${One}Page, { next: null });
  }

  @Post()
  take(@Body(FormPipe) { text }: ${One}Dto) {
    // Do something with it here.
    return redirect('/${folder}', { text });
  }
}
`,
    [`src/team/${folder}/${folder}.module.ts`]: `import { Module } from '@nestjs/common';
import { ${Many}Controller } from './${folder}.controller.js';

@Module({ controllers: [${Many}Controller] })
export class ${Many}Module {}
`,
    [`test/team/${folder}/${folder}.test.ts`]: `import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${Many}Module } from '../../../src/team/${folder}/${folder}.module.js';
import { FORMATS, type Product, startProduct, type Visitor } from '../../../src/testing/index.js';

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await startProduct({ modules: [${Many}Module] });
  visitor = await product.signedIn();
});

afterAll(() => product.remove());

describe('the form at /${folder}', () => {
  it('takes what keeps its rules', async () => {
    const sent = await visitor.post('/${folder}', { text: ' Hello ' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/${folder}']);
    expect((await visitor.post('/${folder}', { text: 'Hello' }, 'json')).json).toMatchObject({ text: 'Hello' });
  });

  it.each(FORMATS)('is refused with a message at the field (%s)', async (format) => {
    const answer = await visitor.post('/${folder}', { text: ' ' }, format);
    expect([answer.status, answer.text.includes('Please write something')]).toEqual([422, true]);
  });

  it('is closed to guests', async () => {
    expect((await product.visitor().post('/${folder}', { text: 'Hello' }, 'json')).json['code']).toBe('login_required');
  });
});
`,
  };
}
