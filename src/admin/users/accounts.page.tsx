import { textFor } from '../../texts/texts.js';
import { type PageContext, view } from '../../views/view.js';
import { ListLink } from '../../views/list-link.js';
import { listPath } from '../list-path.js';
import { AdminPage } from '../admin-page.js';
import { Moment } from '../moment.js';
import { AccountSearch } from './account-search.js';
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
      <AccountSearch roles={data.roles} context={context} />
      {accounts.length === 0 && <p>{texts.adminNobody}</p>}
      {accounts.length > 0 && (
        <ul class="list-group mb-4">
          {accounts.map((account) => (
            <Account key={account.id} account={account} context={context} />
          ))}
        </ul>
      )}
      <p class="d-flex flex-wrap gap-3">
        {!isFirst && <ListLink to={pathOf(query)} label={texts.adminFirstPage} />}
        {next !== null && <ListLink to={pathOf(query, ['after', next])} label={texts.adminNextPage} rel="next" />}
        {accounts.length > 0 && <ListLink to={pathOf(query, ['format', 'csv'])} label={texts.adminCsv} />}
      </p>
    </AdminPage>
  );
});

function pathOf(query: string, added?: readonly [name: string, value: string]): string {
  return listPath('/admin/users', query, added);
}

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
