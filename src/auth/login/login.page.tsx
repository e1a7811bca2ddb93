import { Checkbox } from '../../views/checkbox.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { ShowPassword } from '../../views/show-password.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { FormId } from './form-id.js';
import { type FormPageData, view } from '../../views/view.js';

export const LoginFormPage = view<FormPageData>('Log in', ({ data: { next }, context }) => {
  // After a refusal the password is what has to be typed again.
  const again = context.form.alert !== undefined;
  return (
    <Layout title="Log in" context={context} next={next}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">Log in</h1>
        <Form action="/login" submit="Log in" context={context} next={next} bound={false}>
          <FormId />
          <Field name="identifier" label="Username or email" autocomplete="username" autofocus={!again} context={context} />
          <Field
            name="password"
            label="Password"
            type="password"
            autocomplete="current-password"
            autofocus={again}
            context={context}
          />
          <ShowPassword context={context} />
          <Checkbox name="remember" label="Remember me on this device" context={context} />
        </Form>
        <p class="mt-4 mb-0">
          Don&apos;t have an account? <a href={pathWithNext('/register', next)}>Register</a>
        </p>
      </div>
    </Layout>
  );
});
