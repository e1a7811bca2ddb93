import { textFor } from '../../texts/texts.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export interface DeletionPageData extends FormPageData {
  /** An account that is closed now is removed then (ISO 8601); null: at once. */
  readonly deleteAt: string | null;
}

export const DeletionPage = view<DeletionPageData>('Delete account', ({ data: { deleteAt }, context: { texts }, context }) => (
  <Layout title={texts.deletionTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.deletionHeading}</h1>
      <ul>
        <li>{texts.deletionNow}</li>
        {deleteAt === null ? (
          <li>{texts.deletionAtOnce}</li>
        ) : (
          <>
            <li>{textFor(texts, 'deletionLater', { date: deleteAt.slice(0, 10), time: deleteAt.slice(11, 16) })}</li>
            <li>{texts.deletionReturn}</li>
          </>
        )}
        <li>{texts.deletionName}</li>
      </ul>
      <p>
        <a href="/settings/export">{texts.exportLink}</a>
      </p>
      <Form action="/settings/delete" submit={texts.deletionButton} look="btn-danger" context={context}>
        <Field
          name="username"
          label={texts.deletionUsernameLabel}
          hint={textFor(texts, 'deletionUsernameHint', { username: context.user?.username ?? '' })}
          autocomplete="off"
          context={context}
        />
      </Form>
    </div>
  </Layout>
));
