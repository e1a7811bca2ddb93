import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { afterAll, expect, it } from 'vitest';
import { RuleList } from '../../src/forms/rule-list.js';
import { ShownOn } from '../../src/http/errors/shown-on.decorator.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { done, page } from '../../src/http/responses/outcome.js';
import { startProduct } from '../../src/testing/index.js';
import { Checkbox, Field, Form } from '../../src/views/form.js';
import { Layout } from '../../src/views/layout.js';
import { type FormPageData, view } from '../../src/views/view.js';

const TermsPage = view<FormPageData>('Terms', ({ context }) => (
  <Layout title="Terms" context={context}>
    <Form action="/terms" submit="Go on" context={context}>
      <Field name="city" label="City" autocomplete="off" context={context} />
      <Checkbox name="terms" label="I agree" hint="They are short." context={context} />
    </Form>
  </Layout>
));

@ShownOn(TermsPage)
class TermsDto {
  @RuleList([{ code: 'Please name a city', holds: (text) => text !== '' }])
  city = '';

  @RuleList([{ code: 'Please agree first', holds: (text) => text === 'on' }])
  terms = '';
}

@Controller('terms')
class TermsController {
  @Get()
  show() {
    return page(TermsPage, { next: null });
  }

  @Post()
  agree(@Body(FormPipe) _form: TermsDto) {
    return done('/dashboard');
  }
}

@Module({ controllers: [TermsController] })
class TermsModule {}

const product = await startProduct({ modules: [TermsModule] });
afterAll(() => product.remove());

const boxOf = (text: string): string => /<input[^>]*type="checkbox"[^>]*>/.exec(text)?.[0] ?? '';

it('is described by its hint', async () => {
  const { text } = await (await product.signedIn()).get('/terms');
  expect(boxOf(text)).toContain('aria-describedby="terms-hint"');
  expect(text).toContain('They are short.');
});

it('shows what is wrong with it, tied to it, and takes the focus where it is the first at fault', async () => {
  const answer = await (await product.signedIn()).post('/terms', { city: 'Ulm' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('id="terms-error"><div>Please agree first</div>');
  expect(boxOf(answer.text)).toMatch(/autofocus.* aria-invalid="true" aria-describedby="terms-hint terms-error page-alert"/);
});

it('keeps its state when something else is refused', async () => {
  const answer = await (await product.signedIn()).post('/terms', { city: '', terms: 'on' });
  expect(boxOf(answer.text)).toMatch(/ checked\/?>/);
});

it('tells programs by the name of the field', async () => {
  const answer = await (await product.signedIn()).post('/terms', { city: 'Ulm', terms: '' }, 'json');
  expect(answer.json['errors']).toEqual({ terms: ['Please agree first'] });
});
