import type { NameSignalPart } from '../../auth/access/name-signal.js';
import { Field, Form, RadioGroup } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export interface EditProfilePageData extends FormPageData {
  readonly nameSignal?: NameSignalPart | undefined;
}

export const EditProfilePage = view<EditProfilePageData>(
  'Name and theme',
  ({ data: { nameSignal: NameSignal }, context: { texts }, context }) => (
    <Layout title={texts.editProfileTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.editProfileTitle}</h1>
        <Form action="/settings/profile" submit={texts.saveProfileButton} context={context}>
          <Field
            name="displayName"
            label={texts.displayNameLabel}
            autocomplete="nickname"
            hint={texts.displayNameHint}
            optional
            isName
            context={context}
          />
          <RadioGroup
            name="theme"
            label={texts.themeLabel}
            choices={[
              { value: 'system', label: texts.themeSystem },
              { value: 'light', label: texts.themeLight },
              { value: 'dark', label: texts.themeDark },
              { value: 'contrast', label: texts.themeContrast },
              { value: 'sepia', label: texts.themeSepia },
            ]}
            context={context}
          />
        </Form>
      </div>
      {NameSignal && <NameSignal context={context} />}
    </Layout>
  ),
);
