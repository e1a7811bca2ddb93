import { view } from '../../views/view.js';
import { AdminPage } from '../admin-page.js';
import { ConditionForm } from './condition-form.js';
import { DryRunResult } from './dry-run-result.js';
import type { DryRun } from './dry-runs.js';
import { Revocations } from './revocation-list.js';
import type { RevocationList } from './shown-revocations.js';

export interface RevocationsPageData extends RevocationList {
  readonly isFirst: boolean;
  readonly roles: readonly string[];
  readonly dryRun: DryRun | null;
}

export const RevocationsPage = view<RevocationsPageData>('Mass revocation', ({ data, context }) => {
  const { texts } = context;
  return (
    <AdminPage title={texts.adminRevocationsTitle} under="/admin/revocations" context={context}>
      <h1 class="h3 mb-4">{texts.adminRevocationsTitle}</h1>
      <p>{texts.adminRevocationsIntro}</p>
      {data.dryRun !== null && <DryRunResult dryRun={data.dryRun} context={context} />}
      <ConditionForm roles={data.roles} context={context} />
      <Revocations list={data} isFirst={data.isFirst} context={context} />
    </AdminPage>
  );
});
