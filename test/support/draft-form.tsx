import { Controller, Get, Module, NotFoundException, Post } from '@nestjs/common';
import { KeepsDraft } from '../../src/auth/access/access.decorators.js';
import { page, redirect } from '../../src/http/responses/outcome.js';
import { Form } from '../../src/views/form.js';
import { Layout } from '../../src/views/layout.js';
import { type FormPageData, view } from '../../src/views/view.js';
import { loseSession } from './devices.js';
import { signIn } from './people.js';
import type { Product } from './product.js';
import { storedKeys } from './stored-keys.js';
import type { Answer, Format, Visitor } from './visitor.js';

export const TEXT = 'a long letter <b>"to" a friend</b> & more';

/** Shows everything that it is given back. */
const DraftPage = view<FormPageData>('A form', ({ context }) => (
  <Layout title="A form" context={context}>
    <Form action="/test-draft" submit="Send" context={context}>
      <pre>{JSON.stringify(context.form.values)}</pre>
    </Form>
  </Layout>
));

/** Whether the page of the form is an error page. */
export const PAGE = { isMissing: false };

@Controller('test-draft')
class DraftController {
  @Get()
  show() {
    if (PAGE.isMissing) throw new NotFoundException();
    return page(DraftPage, { next: null });
  }

  @Post()
  @KeepsDraft()
  save() {
    return redirect('/test-draft', {});
  }

  @Post('plain')
  lose() {
    return redirect('/test-draft', {});
  }
}

@Module({ controllers: [DraftController] })
export class DraftModule {}

/** Somebody whose session ended while the form was open, and what sends the form from this browser. */
export async function late(product: Product, visitor: Visitor = product.visitor()) {
  const person = await signIn(visitor);
  const { id } = (await visitor.get('/session', 'json')).json['user'] as { id: string };
  await loseSession(product, visitor);
  return { visitor, person, id, send: sender(product, visitor, id) };
}

interface Sending {
  readonly path?: string;
  readonly format?: Format;
  readonly headers?: Record<string, string>;
}

export function sender(product: Product, visitor: Visitor, account: string) {
  return (fields: object, { path = '/test-draft', format = 'html', headers = {} }: Sending = {}): Promise<Answer> =>
    visitor.post(path, { account, ...fields }, format, { referer: `${product.url}/test-draft`, ...headers });
}

/** What stands in the form, undefined where the answer has none. */
export function valuesIn({ text }: Answer): unknown {
  const [, json] = /<pre>(.*?)<\/pre>/s.exec(text) ?? [];
  return json === undefined
    ? undefined
    : JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
}

/** Every entry of the store that is a draft, by its key. */
export async function storedDrafts(product: Product): Promise<Record<string, string>> {
  const keys = storedKeys(product);
  const names = (await keys.beginningWith('s:')).filter((key) => key.includes('draft'));
  const entries = await Promise.all(names.map(async (name) => [name, (await keys.get(name)) ?? '']));
  await keys.close();
  return Object.fromEntries(entries) as Record<string, string>;
}
