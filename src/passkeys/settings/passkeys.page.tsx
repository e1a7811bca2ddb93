import { textFor } from '../../texts/texts.js';
import { ButtonForm } from '../../views/button-form.js';
import { Messages } from '../../views/control.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { phrase } from '../../views/phrase.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';
import { AccountField } from '../../views/account-field.js';
import { PasskeyScript } from '../passkey-script.js';
import type { ListedPasskey } from './shown-passkey.js';
import type { PasskeySignals } from './passkey-signals.js';
import { SignalsScript } from './signals-script.js';

export interface PasskeysPageData extends FormPageData {
  readonly passkeys: readonly ListedPasskey[];
  /** An account has at most so many. */
  readonly most: number;
  /** This is what a browser may be told, so that it offers what is still accepted and nothing else. */
  readonly signals: PasskeySignals;
  /** The form of this passkey was refused. */
  readonly refused?: string;
}

type Shown = { readonly data: PasskeysPageData; readonly context: PageContext };

export const PasskeysPage = view<PasskeysPageData>(
  'Passkeys',
  ({ data, context: { texts }, context }) => (
    <Layout title={texts.passkeysTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
      <h1 class="h3 mb-3">{texts.passkeysTitle}</h1>
      <p>{texts.passkeysReason}</p>
      {data.passkeys.length > 0 && (
        <ul class="list-group mb-4" aria-label={texts.passkeysTitle}>
          {data.passkeys.map((passkey) => (
            <PasskeyItem key={passkey.id} passkey={passkey} isRefused={data.refused === passkey.id} context={context} />
          ))}
        </ul>
      )}
      <AddPasskey data={data} context={context} />
      <section class="sheet mt-4">
        <h2 class="h5">{texts.passkeysLostTitle}</h2>
        <p class="mb-0">{texts.passkeysLost}</p>
      </section>
      <SignalsScript signals={data.signals} context={context} />
    </Layout>
  ),
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);

function AddPasskey({ data: { passkeys, most, refused }, context: { texts }, context }: Shown) {
  if (passkeys.length >= most) return <p>{textFor(texts, 'passkeysFull', { most })}</p>;
  return (
    <section class="sheet">
      <h2 class="h5">{texts.addPasskeyTitle}</h2>
      <Messages name="response" context={context} />
      <p data-passkey-missing>{texts.passkeyImpossible}</p>
      <div class="col-md-7">
        <PasskeyScript kind="add" context={context}>
          <Form action="/settings/passkeys" submit={texts.addPasskeyButton} context={context}>
            <input type="hidden" name="response" value="" />
            {/* One name is asked for at a time, so that a message stands beside the right field. */}
            {refused === undefined && (
              <Field
                name="name"
                label={texts.passkeyNameLabel}
                hint={texts.passkeyNameHint}
                autocomplete="off"
                isName
                optional
                context={context}
              />
            )}
          </Form>
        </PasskeyScript>
      </div>
    </section>
  );
}

interface ItemProps {
  readonly passkey: ListedPasskey;
  readonly isRefused: boolean;
  readonly context: PageContext;
}

function PasskeyItem({ passkey, isRefused, context: { texts, user, form }, context }: ItemProps) {
  const { id, name, authenticator, synced, discoverable } = passkey;
  const path = `/settings/passkeys/${id}`;
  const field = isRefused ? 'name' : `name-${id}`;
  return (
    <li class="list-group-item py-3">
      <strong dir="auto">{name}</strong>
      <span class="badge text-bg-secondary ms-2">{synced ? texts.passkeySynced : texts.passkeyBound}</span>
      {discoverable === false && <span class="badge text-bg-secondary ms-2">{texts.passkeyBesidePassword}</span>}
      <div class="text-body-secondary small mb-2">
        {authenticator !== null && `${authenticator} · `}
        <PasskeyTimes passkey={passkey} context={context} />
      </div>
      <div class="d-flex flex-wrap gap-2 align-items-end">
        <form method="post" action={`${path}/rename`} novalidate class="d-flex flex-wrap gap-2">
          <AccountField user={user} />
          <label class="visually-hidden" for={field}>
            {textFor(texts, 'passkeyNewName', { name })}
          </label>
          <input
            class={isRefused ? 'form-control form-control-sm is-invalid w-auto' : 'form-control form-control-sm w-auto'}
            type="text"
            id={field}
            name="name"
            value={isRefused ? (form.values['name'] ?? '') : name}
            dir="auto"
            autocomplete="off"
            aria-required
            autofocus={isRefused}
            {...(isRefused && { 'aria-invalid': 'true', 'aria-describedby': 'name-error' })}
          />
          <button
            class="btn btn-sm btn-outline-secondary"
            type="submit"
            aria-label={textFor(texts, 'renamePasskeyName', { name })}
          >
            {texts.renamePasskeyButton}
          </button>
          {isRefused && <Messages name="name" context={context} />}
        </form>
        <ButtonForm
          action={`${path}/remove`}
          label={texts.removePasskeyButton}
          name={textFor(texts, 'removePasskeyName', { name })}
          look="btn-sm btn-outline-danger"
          user={user}
        />
      </div>
      <Messages name={`passkey-${id}`} context={context} />
    </li>
  );
}

function PasskeyTimes({ passkey: { createdAt, lastUsedAt }, context: { texts }, context }: Omit<ItemProps, 'isRefused'>) {
  const made = <Time at={createdAt} context={context} />;
  if (lastUsedAt === null) return phrase(texts.passkeyFactsUnused, { made });
  return phrase(texts.passkeyFacts, { made, used: <Time at={lastUsedAt} context={context} /> });
}

function Time({ at, context: { texts, site } }: { at: string; context: PageContext }) {
  const text = textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, 16) });
  return (
    // Between Arabic letters digits and dashes would change their places.
    <time dateTime={at} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
      {text}
    </time>
  );
}
