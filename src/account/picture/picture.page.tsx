import { ButtonForm } from '../../views/button-form.js';
import { FileField, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export const PicturePage = view<FormPageData>('Picture', ({ context: { texts, user }, context }) => (
  <Layout title={texts.pictureTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.pictureTitle}</h1>
      {user !== null && user.picture !== null && (
        <div class="d-flex flex-wrap align-items-center gap-4 mb-4">
          <img class="picture" src={user.picture} width={128} height={128} alt={texts.pictureNow} />
          <ButtonForm action="/settings/picture/remove" label={texts.removePictureButton} look="btn-outline-danger" user={user} />
        </div>
      )}
      <Form action="/settings/picture" submit={texts.savePictureButton} withFiles context={context}>
        <FileField
          name="picture"
          label={texts.pictureLabel}
          accept="image/png,image/jpeg,image/webp,image/gif"
          hint={texts.pictureHint}
          context={context}
        />
      </Form>
    </div>
  </Layout>
));
