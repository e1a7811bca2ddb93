import { textFor } from '../../texts/texts.js';
import type { PageContext } from '../../views/view.js';
import { COUNTED_FOR, type DryRun } from './dry-runs.js';

/** Says what was counted, and what happens to whoever asks. */
export function DryRunResult({ dryRun, context: { texts } }: { dryRun: DryRun; context: PageContext }) {
  const { accounts, sessions, series, isComplete, endsOwnSession } = dryRun;
  const values = { accounts, sessions, series, seconds: COUNTED_FOR / 1_000 };
  return (
    <div class="alert alert-warning" role="status" data-category="warning">
      <p class="mb-1">{textFor(texts, isComplete ? 'adminRevocationCounted' : 'adminRevocationCountedPart', values)}</p>
      <p class={`mb-0 ${endsOwnSession ? 'fw-semibold' : ''}`}>
        {endsOwnSession ? texts.adminRevocationOwn : texts.adminRevocationNotOwn}
      </p>
    </div>
  );
}
