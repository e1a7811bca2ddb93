import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../src/config/read-settings.js';
import { readMigrationSettings } from '../../src/console/migration-settings.js';
import { documented } from '../support/observing.js';
import { faults, type Manifest, manifest } from './kubernetes-file.js';
import { RecordedSettings } from './recorded-settings.js';

const FILES = readdirSync('deploy/kubernetes').filter((file) => file !== 'kustomization.yaml');
const SECRETS = {
  'session-secret': 'a secret of at least thirty-two bytes (really)',
  'password-pepper': 'a pepper of this test',
  'encryption-key': 'an encryption key of at least thirty-two bytes',
  'audit-key': 'a key for the seals of at least thirty-two bytes',
  'database-url': 'postgresql://gatehouse_app@db.internal/gatehouse',
  'redis-url': 'redis://gatehouse:a-password@cache.internal',
  'migration-database-url': 'postgresql://gatehouse_owner@db.internal/gatehouse',
};

const deployment = manifest('deployment.yaml');
const job = manifest('migration.yaml');
const settings = manifest('settings.yaml');
const podOf = ({ spec }: Manifest) => spec.template.spec as Record<string, any>;
const containerOf = (given: Manifest) => podOf(given)['containers'][0] as Record<string, any>;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-kubernetes-'));
for (const [name, secret] of Object.entries(SECRETS)) writeFileSync(join(folder, name), secret);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The environment of a container, its secrets where this test keeps them. */
function environment(given: Manifest): Record<string, string> {
  const own = (containerOf(given)['env'] as { name: string; value: string }[]).map(({ name, value }) => [
    name,
    value.replace(/^\/run\/gatehouse\/\w+/, folder),
  ]);
  return { NODE_ENV: 'production', ...settings['data'], ...Object.fromEntries(own) };
}

describe.each(FILES)('deploy/kubernetes/%s', (file) => {
  it('keeps the schema of Kubernetes, and has no field that it does not know', () => {
    expect(faults(manifest(file))).toEqual([]);
  });
});

describe('the schema', () => {
  it('sees a misspelt field, a wrong type and an unknown kind', () => {
    const with_ = (change: object): Manifest => ({ ...deployment, spec: { ...deployment['spec'], ...change } });
    expect(faults(with_({ replicsa: 2 }))).toEqual(['/spec/replicsa']);
    const template = { ...deployment['spec'].template, spec: { ...podOf(deployment), enableServiceLink: false } };
    expect(faults(with_({ template }))).toEqual(['/spec/template/spec/enableServiceLink']);
    expect(faults(with_({ replicas: 'two' })).join()).toContain('must be integer');
    expect(faults({ ...deployment, kind: 'Deploiment' })).toHaveLength(1);
  });
});

describe('the manifests', () => {
  it('are all applied, but for the migration, which is made anew each time', () => {
    const { resources } = parse(readFileSync('deploy/kubernetes/kustomization.yaml', 'utf8')) as { resources: string[] };
    expect([...resources, 'migration.yaml'].toSorted()).toEqual(FILES.toSorted());
    expect(job['metadata']).toMatchObject({ generateName: 'gatehouse-migrate-' });
    expect(job['metadata'].name).toBeUndefined();
  });

  it('give an environment that the product accepts, and nothing in it that it does not read', () => {
    const instance = new RecordedSettings(environment(deployment));
    expect(instance.settings).toMatchObject({
      production: true,
      port: 3000,
      metricsPort: 9090,
      trustProxy: 1,
      migrateOnStart: false,
    });
    expect(instance.keys).toEqual({
      sessionSecrets: [SECRETS['session-secret']],
      passwordPeppers: [SECRETS['password-pepper']],
      encryptionKeys: [SECRETS['encryption-key']],
      auditKeys: [SECRETS['audit-key']],
    });
    expect([instance.unread, instance.warnings]).toEqual([[], []]);
    expect(readMigrationSettings(environment(job)).migrationDatabaseUrl).toBe(SECRETS['migration-database-url']);
  });

  it('let the migration alone know the owner of the tables, and nothing else', () => {
    expect(Object.keys(environment(job))).not.toContain('SESSION_SECRET_FILE');
    expect(podOf(job)['volumes'].flatMap(({ secret }: { secret?: object }) => secret ?? [])).toHaveLength(1);
    expect(JSON.stringify(deployment)).not.toMatch(/migration/i);
    expect(podOf(job)['volumes'].map(({ secret }: { secret?: { secretName: string } }) => secret?.secretName)).toContain(
      'gatehouse-migration',
    );
  });

  it('ask for the secrets that docs/kubernetes.md tells to make, and for no others', () => {
    const made = documented('docs/kubernetes.md', 'sh').join('');
    const named = (secret: string) => {
      const [, files = ''] = new RegExp(`create secret generic ${secret} (.*)`).exec(made) ?? [];
      return new Set(files.replaceAll('--from-file=', '').split(' '));
    };
    const read = (given: Manifest) => {
      const files = Object.entries(environment(given)).filter(([name]) => name.endsWith('_FILE'));
      return new Set(files.map(([, file]) => file.slice(folder.length + 1)));
    };
    expect(read(deployment)).toEqual(named('gatehouse'));
    expect(read(job)).toEqual(named('gatehouse-migration'));
  });

  it('ask for as little as they can', () => {
    for (const given of [deployment, job]) {
      expect(podOf(given)).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(containerOf(given)['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    expect(readFileSync('Dockerfile', 'utf8')).toContain('USER 10001:10001');
  });

  it('ask no store by a probe, and end an instance later than it ends itself', () => {
    const container = containerOf(deployment);
    const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => container[name].httpGet.path);
    expect(paths).toEqual(['/health/serving', '/health/serving', '/health/live']);
    const waits = Number(container['lifecycle'].preStop.exec.command[1]);
    const { shutdownTimeout } = readSettings(environment(deployment));
    expect(podOf(deployment)['terminationGracePeriodSeconds'] * 1_000).toBeGreaterThan(waits * 1_000 + shutdownTimeout);
    // The start waits 30 s for each store.
    expect(container['startupProbe'].failureThreshold * container['startupProbe'].periodSeconds).toBeGreaterThan(60);
  });

  it('mean the same pods', () => {
    const labels = deployment['spec'].template.metadata.labels;
    expect(deployment['spec'].selector.matchLabels).toEqual(labels);
    expect(manifest('service.yaml')['spec'].selector).toEqual(labels);
    expect(manifest('disruption-budget.yaml')['spec'].selector.matchLabels).toEqual(labels);
    expect(manifest('network-policy.yaml')['spec'].podSelector.matchLabels).toEqual(labels);
    expect(job['spec'].template.metadata.labels).not.toEqual(labels);
    expect(podOf(deployment)['topologySpreadConstraints'][0].labelSelector.matchLabels).toEqual(labels);
  });
});
