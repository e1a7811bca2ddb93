import { ButtonForm } from '../../../src/views/button-form.js';
import { CheckboxGroup, Field, Form, HiddenField, RadioGroup, Select, TextArea } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';
import { AREAS, PRIORITIES, TAGS } from './task.choices.js';

interface TasksPageData {
  readonly tasks: readonly { readonly id: string; readonly title: string; readonly due: string }[];
}

export const TasksPage = view<TasksPageData>('Tasks', ({ data, context }) => (
  <Layout title="Tasks" context={context}>
    <h1 class="h3">Tasks</h1>
    <ul>
      {data.tasks.map(({ id, title, due }) => (
        <li key={id}>
          <a href={`/tasks/${id}/edit`}>{title}</a> until {due}
          <ButtonForm
            action={`/tasks/${id}/delete`}
            label="Delete"
            name={`Delete ${title}`}
            look="btn-link"
            user={context.user}
          />
        </li>
      ))}
    </ul>
    <a href="/tasks/new">New task</a>
  </Layout>
));

/** One page for a new task and for one that is there: the form goes to the address that it stands on. */
export const TaskPage = view<FormPageData>('Task', ({ context }) => (
  <Layout title="Task" section={{ title: 'Tasks', path: '/tasks' }} context={context}>
    <h1 class="h3 mb-4">Task</h1>
    <Form action={context.path} submit="Keep" context={context}>
      <HiddenField name="version" context={context} />
      <Field name="title" label="Title" autocomplete="off" autofocus context={context} />
      <TextArea name="notes" label="Notes" optional hint="What helps to do it." context={context} />
      <Field name="due" label="Until" type="date" autocomplete="off" context={context} />
      <Field name="effort" label="Hours" type="number" min="1" max="100" autocomplete="off" context={context} />
      <Select name="area" label="Area" choices={AREAS} context={context} />
      <RadioGroup name="priority" label="When" choices={PRIORITIES} context={context} />
      <CheckboxGroup name="tags" label="How" choices={TAGS} optional context={context} />
    </Form>
  </Layout>
));
