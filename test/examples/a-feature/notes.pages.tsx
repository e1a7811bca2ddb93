import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const NotesPage = view<{ notes: readonly string[] }>('Notes', ({ data, context }) => (
  <Layout title="Notes" context={context}>
    <h1 class="h3">Notes</h1>
    <ul>
      {data.notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </Layout>
));

export const NewNotePage = view<FormPageData>('Write a note', ({ context }) => (
  <Layout title="Write a note" context={context}>
    <h1 class="h3">Write a note</h1>
    <Form action="/notes" submit="Keep" context={context} next={null}>
      <Field name="text" label="Note" autocomplete="off" context={context} />
    </Form>
  </Layout>
));
