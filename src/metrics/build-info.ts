import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Gauge, type Registry } from 'prom-client';

/** Tells which build this is: the value is always 1, and the facts are in the labels. */
export function buildInfo(registry: Registry): void {
  const info = new Gauge({
    name: 'gatehouse_build_info',
    help: 'Always 1; the labels tell which version of the product and of Node this is.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  info.labels(ownVersion(), process.versions.node).set(1);
}

function ownVersion(): string {
  const path = findPackageJSON(import.meta.url);
  const { version } = path === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: unknown });
  return typeof version === 'string' ? version : 'unknown';
}
