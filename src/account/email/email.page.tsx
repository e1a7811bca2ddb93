import { textFor } from '../../texts/texts.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export const EmailPage = view<FormPageData>('Change email address', ({ context: { texts, user }, context }) => (
  <Layout title={texts.changeEmailTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.changeEmailHeading}</h1>
      <p>{textFor(texts, 'changeEmailReason', { email: user?.email ?? '' })}</p>
      <Form action="/settings/email" submit={texts.changeEmailButton} context={context}>
        <Field name="email" label={texts.newEmailLabel} type="email" autocomplete="email" autofocus context={context} />
      </Form>
    </div>
  </Layout>
));
