import { Field, FileField, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const PicturePage = view<FormPageData>('Picture', ({ context }) => (
  <Layout title="Picture" context={context}>
    <h1 class="h3 mb-4">Your picture</h1>
    <Form action="/picture" submit="Upload" withFiles context={context}>
      <Field name="title" label="Title" autocomplete="off" context={context} />
      <FileField name="picture" label="Picture" accept="image/png" hint="A PNG, at most 10 MB." context={context} />
    </Form>
  </Layout>
));
