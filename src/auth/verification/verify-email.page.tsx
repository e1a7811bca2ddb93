import { textFor } from '../../texts/texts.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';

export interface VerifyEmailPageData extends FormPageData {
  /** The mail went to this address; null for a guest, who is told none. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  /** This is where somebody who is signed in goes on to when the address is proven; null while a login is pending. */
  readonly goOnTo: string | null;
}

export const VerifyEmailPage = view<VerifyEmailPageData>('Verify your email address', ({ data, context }) => {
  const { texts } = context;
  return (
    <Layout title={texts.verifyEmailTitle} context={context} next={data.next}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.verifyEmailTitle}</h1>
        <State data={data} context={context} />
      </div>
    </Layout>
  );
});

function State({ data: { email, emailVerified, goOnTo, next }, context }: { data: VerifyEmailPageData; context: PageContext }) {
  const { texts } = context;
  if (email === null) return <p class="mb-0">{texts.verifyEmailGuest}</p>;
  if (!emailVerified) {
    return (
      <>
        <p>{textFor(texts, 'verifyEmailMailed', { email })}</p>
        <p>{texts.verifyEmailSpam}</p>
        <Form action="/verify-email/resend" submit={texts.verifyEmailResend} context={context} next={next ?? ''}>
          {null}
        </Form>
      </>
    );
  }
  return (
    <>
      <p>{textFor(texts, 'verifyEmailProven', { email })}</p>
      {goOnTo === null ? (
        <Form action="/verify-email" submit={texts.verifyEmailGoOn} context={context} next="">
          {null}
        </Form>
      ) : (
        <a class="btn btn-primary w-100" href={goOnTo}>
          {texts.verifyEmailGoOn}
        </a>
      )}
    </>
  );
}
