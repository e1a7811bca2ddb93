import { type TextCode, textFor } from '../../texts/texts.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { ShowPassword } from '../../views/show-password.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';
import { CodeField } from '../access/code-field.js';
import { confirmPath } from '../../views/path-with-next.js';
import type { PasskeyButton } from '../access/passkey-button.js';

export interface ConfirmPageData extends FormPageData {
  /**
   * `either` is a password or a code; `passkey` has nothing to type; `set-up` means that the account has no second
   * factor to be asked for.
   */
  readonly asks: 'password' | 'code' | 'either' | 'both' | 'passkey' | 'set-up';
  /** This is 2 where a second factor is what is missing. */
  readonly level: 1 | 2;
  readonly passkeys: boolean;
  /** The keyboard of a phone is for a recovery code. */
  readonly recovery?: boolean;
  readonly passkeyButton?: PasskeyButton['show'] | undefined;
}

const REASONS = {
  password: 'confirmReason',
  code: 'confirmCodeReason',
  either: 'confirmEitherReason',
  both: 'confirmBothReason',
  passkey: 'confirmPasskeyReason',
  'set-up': 'confirmNoFactor',
} as const satisfies Record<ConfirmPageData['asks'], TextCode>;

export const ConfirmPage = view<ConfirmPageData>(
  'Confirm your password',
  ({ data, context: { texts }, context }) => {
    const { asks, next, passkeys, passkeyButton: Button } = data;
    const username = context.user?.username ?? '';
    const title = asks === 'password' ? texts.confirmTitle : texts.confirmYouTitle;
    return (
      <Layout title={title} context={context}>
        <div class="narrow sheet">
          <h1 class="h3 mb-4">{title}</h1>
          <p>{textFor(texts, REASONS[asks], { username })}</p>
          {passkeys && Button !== undefined && (
            <Button place="confirm" next={next} level={data.level} isOnlyWay={asks === 'passkey'} context={context} />
          )}
          {asks === 'set-up' && (
            <a class="btn btn-primary w-100" href="/settings/second-factor">
              {texts.confirmSetUpLink}
            </a>
          )}
          {asks !== 'set-up' && asks !== 'passkey' && <ProofForm data={data} username={username} context={context} />}
        </div>
      </Layout>
    );
  },
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);

function ProofForm({ data, username, context }: { data: ConfirmPageData; username: string; context: PageContext }) {
  const { asks, next, level, recovery = false } = data;
  const { texts } = context;
  const isBoth = asks === 'both';
  const code = { recovery, optional: asks === 'either', autofocus: asks === 'code', context };
  const form = (
    <Form action="/confirm" submit={texts.confirmButton} context={context} next={next}>
      {level === 2 && <input type="hidden" name="level" value="2" />}
      {asks !== 'code' && <PasswordField username={username} optional={!isBoth && asks !== 'password'} context={context} />}
      {asks !== 'password' && <CodeField hint={recovery ? undefined : texts.confirmCodeHint} {...code} />}
      {recovery && <input type="hidden" name="recovery" value="1" />}
    </Form>
  );
  if (asks === 'password') return form;
  return (
    <>
      {form}
      <p class="mt-4 mb-0">
        <a href={pathOf(data, !recovery)}>{recovery ? texts.confirmByCode : texts.confirmByRecoveryCode}</a>
      </p>
    </>
  );
}

function PasswordField({ username, optional, context }: { username: string; optional: boolean; context: PageContext }) {
  return (
    <>
      {/* Password managers look for the name that belongs to the password. */}
      <input type="text" name="username" value={username} autocomplete="username" hidden readonly />
      <Field
        name="password"
        label={context.texts.passwordLabel}
        type="password"
        autocomplete="current-password"
        autofocus
        optional={optional}
        context={context}
      />
      <ShowPassword context={context} />
    </>
  );
}

/** Returns the address of the same question, with the keyboard for the other kind of code. */
function pathOf({ level, next }: ConfirmPageData, recovery: boolean): string {
  const path = confirmPath(next, level);
  if (!recovery) return path;
  return `${path}${path.includes('?') ? '&' : '?'}recovery=1`;
}
