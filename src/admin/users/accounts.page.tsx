import { textFor } from '../../texts/texts.js';
import { Field, Select } from '../../views/form.js';
import { type PageContext, view } from '../../views/view.js';
import { AdminPage } from '../admin-page.js';
import { Moment } from '../moment.js';
import { STATES } from './account-filter.js';
import { SORTS } from './account-order.js';
import { STATE_TEXTS } from './account-texts.js';
import type { FoundAccount } from './found-accounts.js';

export interface AccountsPageData {
  readonly accounts: readonly FoundAccount[];
  /** This is what `after` must be for the page after this one; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
  /** This is the query of this list, without `after`. */
  readonly query: string;
  readonly roles: readonly string[];
}

export const AccountsPage = view<AccountsPageData>('Accounts', ({ data, context }) => {
  const { accounts, next, isFirst, query } = data;
  const { texts } = context;
  return (
    <AdminPage title={texts.adminUsersTitle} under="/admin/users" context={context}>
      <h1 class="h3 mb-4">{texts.adminUsersTitle}</h1>
      <Search roles={data.roles} context={context} />
      {accounts.length === 0 ? <p>{texts.adminNobody}</p> : null}
      <ul class="list-group mb-4">
        {accounts.map((account) => (
          <Account key={account.id} account={account} context={context} />
        ))}
      </ul>
      <p class="d-flex flex-wrap gap-3">
        {!isFirst && <a href={pathOf(query)}>{texts.adminFirstPage}</a>}
        {next !== null && (
          <a href={pathOf(query, ['after', next])} rel="next">
            {texts.adminNextPage}
          </a>
        )}
        {accounts.length > 0 && <a href={pathOf(query, ['format', 'csv'])}>{texts.adminCsv}</a>}
      </p>
    </AdminPage>
  );
});

function pathOf(query: string, added?: readonly [name: string, value: string]): string {
  const all = new URLSearchParams(query);
  if (added !== undefined) all.set(...added);
  return all.size === 0 ? '/admin/users' : `/admin/users?${all.toString()}`;
}

/** Every field may stay empty; sent by GET, the search is an address that can be kept. */
function Search({ roles, context }: { roles: readonly string[]; context: PageContext }) {
  const { texts } = context;
  const answers = [
    { value: 'yes', label: texts.adminYes },
    { value: 'no', label: texts.adminNo },
  ];
  const common = { optional: true, context } as const;
  return (
    <form method="get" action="/admin/users" class="sheet mb-4" role="search" novalidate>
      <Field name="q" label={texts.adminSearchLabel} hint={texts.adminSearchHint} autocomplete="off" {...common} />
      <div class="row">
        <div class="col-12 col-md-6">
          <Select
            name="state"
            label={texts.adminState}
            choices={STATES.map((value) => ({ value, label: texts[STATE_TEXTS[value]] }))}
            {...common}
          />
          <Select name="verified" label={texts.adminVerified} choices={answers} {...common} />
          <Select name="secondFactor" label={texts.adminSecondFactor} choices={answers} {...common} />
        </div>
        <div class="col-12 col-md-6">
          <Select name="role" label={texts.adminRole} choices={roles.map((value) => ({ value, label: value }))} {...common} />
          <Field type="date" name="seenAfter" label={texts.adminSeenAfter} autocomplete="off" {...common} />
          <Field type="date" name="seenBefore" label={texts.adminSeenBefore} autocomplete="off" {...common} />
        </div>
      </div>
      <Select
        name="sort"
        label={texts.adminSort}
        choices={SORTS.map((value) => ({ value, label: texts[SORT_TEXTS[value]] }))}
        {...common}
      />
      <button class="btn btn-primary w-100" type="submit">
        {texts.adminSearchButton}
      </button>
    </form>
  );
}

const SORT_TEXTS = { created: 'adminSortCreated', username: 'adminSortUsername', 'last-seen': 'adminSortLastSeen' } as const;

function Account({ account, context }: { account: FoundAccount; context: PageContext }) {
  const { texts } = context;
  const { id, username, email, displayName, state, roles, lastSeenAt } = account;
  return (
    <li class="list-group-item">
      <a class="fw-semibold text-break" href={`/admin/users/${id}`}>
        {username}
      </a>
      {displayName !== '' && (
        <span class="ms-2 text-break" dir="auto">
          {displayName}
        </span>
      )}
      {state !== 'active' && <span class="badge text-bg-danger ms-2">{texts[STATE_TEXTS[state]]}</span>}
      {!account.emailVerified && <span class="badge text-bg-secondary ms-2">{texts.adminUnverified}</span>}
      {account.secondFactor && <span class="badge text-bg-success ms-2">{texts.adminSecondFactor}</span>}
      {roles.map((role) => (
        <span class="badge text-bg-primary ms-2" key={role}>
          {role}
        </span>
      ))}
      <div class="text-body-secondary small text-break">
        <span dir="ltr">{email}</span>
        {' · '}
        {lastSeenAt === null ? texts.adminNeverSeen : textFor(texts, 'adminSeen', { date: lastSeenAt.slice(0, 10) })}
        {' · '}
        {texts.adminCreated} <Moment at={account.createdAt} context={context} />
      </div>
    </li>
  );
}
