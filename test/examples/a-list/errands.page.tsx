import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { view } from '../../../src/views/view.js';

export const ErrandsPage = view<{ errands: readonly string[] }>('Errands', ({ data, context }) => (
  <Layout title="Errands" context={context}>
    <h1 class="h3">Errands</h1>
    <ul>
      {data.errands.map((errand) => (
        <li key={errand}>{errand}</li>
      ))}
    </ul>
    <Form action="/errands" submit="Add" context={context}>
      <Field name="errand" label="Another one" autocomplete="off" context={context} />
    </Form>
  </Layout>
));
