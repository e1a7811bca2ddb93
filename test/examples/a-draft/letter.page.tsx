import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const LetterPage = view<FormPageData>('A letter', ({ context }) => (
  <Layout title="A letter" context={context}>
    <h1 class="h3 mb-4">Write a letter</h1>
    <Form action="/letters/new" submit="Send" context={context}>
      <Field name="title" label="Title" autocomplete="off" context={context} />
      <label class="form-label" for="text">
        Text
      </label>
      <textarea class="form-control mb-3" id="text" name="text" rows={10} value={context.form.values['text'] ?? ''} />
    </Form>
  </Layout>
));
