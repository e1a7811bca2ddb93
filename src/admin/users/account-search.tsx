import { Field, Select } from '../../views/form.js';
import type { PageContext } from '../../views/view.js';
import { STATES } from './account-filter.js';
import { STATE_TEXTS } from './account-texts.js';

const SORT_TEXTS = { username: 'adminSortUsername', 'last-seen': 'adminSortLastSeen' } as const;

/** These are less often asked than the name; they stand open while one of them is. */
const FILTERS = ['state', 'verified', 'secondFactor', 'role', 'seenAfter', 'seenBefore', 'sort'] as const;

/** Asks which accounts are wanted. Every field may stay empty; sent by GET, the search is an address that can be kept. */
export function AccountSearch({ roles, context }: { roles: readonly string[]; context: PageContext }) {
  const { texts } = context;
  const answers = [
    { value: 'yes', label: texts.adminYes },
    { value: 'no', label: texts.adminNo },
  ];
  const common = { optional: true, context } as const;
  const any = { none: texts.adminAny, ...common };
  return (
    <form method="get" action="/admin/users" class="sheet mb-4" role="search" novalidate>
      <Field name="q" label={texts.adminSearchLabel} hint={texts.adminSearchHint} autocomplete="off" {...common} />
      <details class="mb-3" open={FILTERS.some((name) => Object.hasOwn(context.form.values, name))}>
        <summary class="mb-3">{texts.adminFilters}</summary>
        <div class="row">
          <div class="col-12 col-md-6">
            <Select
              name="state"
              label={texts.adminState}
              choices={STATES.map((value) => ({ value, label: texts[STATE_TEXTS[value]] }))}
              {...any}
            />
            <Select name="verified" label={texts.adminVerified} choices={answers} {...any} />
            <Select name="secondFactor" label={texts.adminSecondFactor} choices={answers} {...any} />
          </div>
          <div class="col-12 col-md-6">
            <Select name="role" label={texts.adminRole} choices={roles.map((value) => ({ value, label: value }))} {...any} />
            <Field type="date" name="seenAfter" label={texts.adminSeenAfter} autocomplete="off" {...common} />
            <Field type="date" name="seenBefore" label={texts.adminSeenBefore} autocomplete="off" {...common} />
          </div>
        </div>
        <Select
          name="sort"
          label={texts.adminSort}
          none={texts.adminSortCreated}
          choices={(['username', 'last-seen'] as const).map((value) => ({ value, label: texts[SORT_TEXTS[value]] }))}
          {...common}
        />
      </details>
      <button class="btn btn-primary w-100" type="submit">
        {texts.adminSearchButton}
      </button>
    </form>
  );
}
