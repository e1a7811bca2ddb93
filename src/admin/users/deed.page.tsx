import { type TextCode, textFor } from '../../texts/texts.js';
import { Field, Form, HiddenField, Select } from '../../views/form.js';
import { view } from '../../views/view.js';
import { AdminPage } from '../admin-page.js';
import type { ShownAccount } from './shown-account.js';

export const DEEDS = [
  'disable',
  'enable',
  'sign-out',
  'send-reset',
  'reset-second-factor',
  'grant',
  'revoke',
  'impersonate',
  'delete',
] as const;
export type DeedName = (typeof DEEDS)[number];

interface DeedTexts {
  readonly title: TextCode;
  readonly hint: TextCode;
  /** Nobody can undo it, or it hurts. */
  readonly isDangerous?: boolean;
}

export const DEED_TEXTS: Readonly<Record<DeedName, DeedTexts>> = {
  disable: { title: 'adminDisable', hint: 'adminDisableHint', isDangerous: true },
  enable: { title: 'adminEnable', hint: 'adminEnableHint' },
  'sign-out': { title: 'adminSignOut', hint: 'adminSignOutHint' },
  'send-reset': { title: 'adminSendReset', hint: 'adminSendResetHint' },
  'reset-second-factor': { title: 'adminResetFactor', hint: 'adminResetFactorHint', isDangerous: true },
  grant: { title: 'adminGrant', hint: 'adminGrantHint' },
  revoke: { title: 'adminRevoke', hint: 'adminRevokeHint' },
  impersonate: { title: 'adminImpersonate', hint: 'adminImpersonateHint' },
  delete: { title: 'adminDelete', hint: 'adminDeleteHint', isDangerous: true },
};

export interface DeedPageData {
  readonly deed: DeedName;
  readonly account: ShownAccount;
  /** Of these one is given or taken; other deeds have none. */
  readonly roles: readonly string[];
}

export const DeedPage = view<DeedPageData>('Act on an account', ({ data: { deed, account, roles }, context }) => {
  const { texts } = context;
  const { title, hint, isDangerous = false } = DEED_TEXTS[deed];
  const needsRole = deed === 'grant' || deed === 'revoke';
  return (
    <AdminPage title={texts[title]} under="/admin/users" context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4 text-break">
          {textFor(texts, 'adminDeedHeading', { deed: texts[title], username: account.username })}
        </h1>
        <p>{texts[hint]}</p>
        <Form
          action={`/admin/users/${account.id}/${deed}`}
          submit={texts[title]}
          context={context}
          look={isDangerous ? 'btn-danger' : 'btn-primary'}
        >
          <HiddenField name="version" context={context} />
          {needsRole && (
            <Select
              name="role"
              label={texts.adminRole}
              choices={roles.map((value) => ({ value, label: value }))}
              context={context}
            />
          )}
          <Field name="reason" label={texts.adminReason} hint={texts.adminReasonHint} autocomplete="off" context={context} />
        </Form>
        <p class="mt-3 mb-0">
          <a href={`/admin/users/${account.id}`}>{texts.adminBackToAccount}</a>
        </p>
      </div>
    </AdminPage>
  );
});
