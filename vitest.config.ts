import { defineConfig } from 'vitest/config';

/**
 * Tests that measure their own process, wait for programs of theirs, or try thousands of orders: the slowest, so they
 * begin first. `npm test` and CI run them, `npm run check` does not.
 */
const APART = [
  'test/account/deletion/removal.test.ts',
  'test/account/email/address-orders.test.ts',
  'test/account/email/change-email.test.ts',
  'test/account/email/undo-email-change.test.ts',
  'test/account/picture/picture.test.ts',
  'test/admin/at-once.test.ts',
  'test/admin/events.test.ts',
  'test/admin/impersonation-leaks.test.ts',
  'test/admin/revocations.test.ts',
  'test/audit/commands.test.ts',
  'test/audit/histories.test.ts',
  'test/audit/key-rotation.test.ts',
  'test/auth/rate-limit.test.ts',
  'test/auth/verification/verify-email.test.ts',
  'test/config/setting-warnings.test.ts',
  'test/console/account-mails.test.ts',
  'test/console/list-accounts.test.ts',
  'test/console/reset-second-factor.test.ts',
  'test/console/roles.test.ts',
  'test/console/sessions.test.ts',
  'test/console/user-commands.test.ts',
  'test/cost/allocations.test.ts',
  'test/cost/collected-young.test.ts',
  'test/cost/no-blocking.test.ts',
  'test/database/embedded-cluster.test.ts',
  'test/database/merged-migrations.test.ts',
  'test/database/migrations.test.ts',
  'test/doctor/findings.test.ts',
  'test/examples/streams/streams.test.ts',
  'test/faults/remedies.test.ts',
  'test/faults/shown-faults.test.ts',
  'test/http/proxy-warnings.test.ts',
  'test/http/safe-redirect.test.ts',
  'test/lifecycle/build.test.ts',
  'test/lifecycle/cut-off.test.ts',
  'test/lifecycle/dev.test.ts',
  'test/lifecycle/embedded.test.ts',
  'test/lifecycle/start-failure.test.ts',
  'test/lifecycle/team-bundle.test.ts',
  'test/log/instrumented.test.ts',
  'test/mail/delivery.test.ts',
  'test/mail/instances.test.ts',
  'test/passkeys/kinds.test.ts',
  'test/roles/last-admin.test.ts',
  'test/roles/stores-away.test.ts',
  'test/roles/streams.test.ts',
  'test/second-factor/at-once.test.ts',
  'test/second-factor/attacks.test.ts',
  'test/second-factor/closed-forms.test.ts',
  'test/second-factor/team-step.test.ts',
  'test/sessions/id-changes.test.ts',
  'test/sessions/remember-me-orders.test.ts',
  'test/sessions/remember-me-races.test.ts',
  'test/sessions/revocations/revocation-outages.test.ts',
  'test/sessions/stress.test.ts',
  'test/users/breached-passwords.test.ts',
];

/** Tests that take long and need no process of their own: `npm test` and CI run them too, `npm run check` does not. */
const SLOW = [
  'test/account/deletion/closing.test.ts',
  'test/account/password.test.ts',
  'test/account/profile/profile.test.ts',
  'test/account/sessions/log-out-everywhere.test.ts',
  'test/admin/deeds.test.ts',
  'test/admin/impersonation.test.ts',
  'test/auth/forward-auth-looks-only.test.ts',
  'test/auth/login-steps-void.test.ts',
  'test/auth/recovery/reset-password.test.ts',
  'test/auth/registration.test.ts',
  'test/deploy/monitoring.test.ts',
  'test/examples/uploads/uploads.test.ts',
  'test/features/appearance.test.ts',
  'test/fuzz/accounts.test.ts',
  'test/http/access-log.test.ts',
  'test/http/allowed-methods.test.ts',
  'test/http/body.test.ts',
  'test/http/csrf.test.ts',
  'test/http/return-hosts.test.ts',
  'test/log/log.test.ts',
  'test/notices/notices.test.ts',
  'test/passkeys/conformance.test.ts',
  'test/second-factor/secrets-at-rest.test.ts',
  'test/second-factor/set-up.test.ts',
  'test/second-factor/settings.test.ts',
  'test/sessions/bounded-lists.test.ts',
  'test/sessions/corrupt-records.test.ts',
  'test/sessions/dump.test.ts',
  'test/sessions/key-rotation.test.ts',
  'test/sessions/remember-me-lost-answers.test.ts',
  'test/sessions/remember-me-refused.test.ts',
  'test/sessions/remember-me.test.ts',
  'test/sessions/revocations/revoked-logins.test.ts',
  'test/sessions/session-expiry.test.ts',
  'test/sessions/session-protection.test.ts',
  'test/sessions/session-store.test.ts',
  'test/users/field-rules.test.ts',
];

/** Generous: a machine that is busy with other things is no defect. */
const TIMES = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // A landing does not hang on one moment of a busy machine, where a fault shows twice. On a desk every test has one try.
  retry: process.env['CI'] === undefined ? 0 : 1,
};

/** A process for many files: loading the product and PGlite once is most of what a file would take. */
const TOGETHER = { isolate: false, setupFiles: ['test/setup/leave-nothing.ts'], ...TIMES };

export default defineConfig({
  test: {
    globalSetup: ['test/setup/global-setup.ts'],
    // Many files wait for much of their time: three at once keep two cores busy.
    maxWorkers: 3,
    projects: [
      // A process for each file. vitest begins with the project that isolates, in the order of the names.
      { test: { name: 'apart', include: APART, ...TIMES } },
      { test: { name: 'slow', include: SLOW, ...TOGETHER } },
      { test: { name: 'together', include: ['test/**/*.test.{ts,tsx}'], exclude: [...APART, ...SLOW], ...TOGETHER } },
    ],
  },
});
