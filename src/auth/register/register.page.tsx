import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { type FormPageData, view } from '../../views/view.js';

export const RegisterPage = view<FormPageData>('Register', ({ data: { next }, context }) => (
  <Layout title="Register" context={context} next={next}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Create an account</h1>
      <Form action="/register" submit="Register" context={context} next={next}>
        <Field
          name="username"
          label="Username"
          autocomplete="username"
          hint="3 to 20 letters, numbers, dots or underscores, starting with a letter"
          autofocus
          context={context}
        />
        <Field name="email" label="Email" type="email" autocomplete="email" context={context} />
        <NewPasswordFields label="Password" confirmation="Confirm password" context={context} />
      </Form>
      <p class="mt-4 mb-0">
        Already have an account? <a href={pathWithNext('/login', next)}>Log in</a>
      </p>
    </div>
  </Layout>
));
