import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Environment } from '../support/product.js';

/** What the tests ask of a service; that the file has this shape is for the schema to say. */
export interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly args: Readonly<Environment> };
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Environment>;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly ipv4_address?: string }>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** A `${NAME:-default}` or `${NAME:?message}` of the file. */
export interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly text: string;
}

const VARIABLE = /\$(?:\$|\{(\w+):([-?])([^}]*)\}|.?)/g;

/** A value for every variable that the file requires. */
export const GIVEN: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'https://www.example.org',
  POSTGRES_PASSWORD: 'superuser-password-of-this-test',
  GATEHOUSE_OWNER_PASSWORD: 'owner-password-of-this-test',
  GATEHOUSE_APP_PASSWORD: 'app-password-of-this-test',
  REDIS_PASSWORD: 'redis-password-of-this-test',
  SESSION_SECRET: 'session-secret-of-this-test-long-enough',
  PASSWORD_PEPPER: 'password-pepper-of-this-test',
  ENCRYPTION_KEY: 'encryption-key-of-this-test-long-enough',
  AUDIT_KEY: 'audit-key-of-this-test-that-is-long-enough',
  ...Object.fromEntries(
    ['DEBIAN', 'NODE', 'NGINX', 'POSTGRES', 'REDIS'].map((name) => [`${name}_DIGEST`, `sha256:${'0'.repeat(64)}`]),
  ),
};

/** The file as it stands, its anchors resolved. */
export function rawCompose(): ComposeFile {
  return parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as ComposeFile;
}

/** The file as Compose would run it with these variables; throws when a required one is missing. */
export function compose(variables: Environment): ComposeFile {
  return mapTexts(rawCompose(), (text) => interpolate(text, variables)) as ComposeFile;
}

/** Every variable that the file uses. */
export function composeVariables(): Variable[] {
  const found: Variable[] = [];
  mapTexts(rawCompose(), (text) => {
    for (const [, name, operator, rest = ''] of text.matchAll(VARIABLE)) {
      if (name !== undefined) found.push({ name, required: operator === '?', text: rest });
    }
    return text;
  });
  return found;
}

function interpolate(text: string, variables: Environment): string {
  return text.replace(VARIABLE, (whole, name?: string, operator?: string, rest = '') => {
    if (whole === '$$') return '$';
    if (name === undefined) throw new Error(`${whole} is no variable that these tests understand`);
    const value = variables[name] || undefined;
    if (value === undefined && operator === '?') throw new Error(`${name}: ${rest}`);
    return value ?? rest;
  });
}

function mapTexts(node: unknown, change: (text: string) => string): unknown {
  if (typeof node === 'string') return change(node);
  if (Array.isArray(node)) return node.map((item: unknown) => mapTexts(item, change));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapTexts(value, change)]));
}
