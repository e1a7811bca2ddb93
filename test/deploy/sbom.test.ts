import { execSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRepository } from '../../scripts/supply-chain/read-repository.mjs';

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly properties: { name: string; value: string }[];
  readonly hashes: { alg: string; content: string }[];
}

interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { component: Component };
  readonly components: Component[];
  readonly dependencies: { ref: string; dependsOn: string[] }[];
}

const { lock, manifest } = readRepository();
let bom: Bom;

beforeAll(() => {
  const [command = '', file] = (manifest.scripts['sbom'] ?? '').split(' > ');
  expect(file).toBe('sbom.cdx.json');
  bom = JSON.parse(execSync(command, { encoding: 'utf8', maxBuffer: 64_000_000, stdio: ['ignore', 'pipe', 'ignore'] })) as Bom;
});

/** Tells for each component whether the places of the lock file that it stands for are there only to build. */
function onlyBuildsByComponent(): Map<string, boolean[]> {
  const places = new Map<string, boolean[]>();
  for (const [path, { version, dev }] of Object.entries(lock.packages)) {
    const ref = `${path.replace(/^.*node_modules\//, '')}@${String(version)}`;
    places.set(ref, [...(places.get(ref) ?? []), dev === true]);
  }
  return places;
}

describe('npm run sbom', () => {
  it('writes CycloneDX about this product', () => {
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', expect.stringMatching(/^1\.[5-9]$/)]);
    expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    const { type, purl } = bom.metadata.component;
    expect([type, purl]).toEqual(['application', `pkg:npm/gatehouse@${manifest.version}`]);
  });

  it('names every locked package with its hash, and marks those that only build', () => {
    const components = new Map(bom.components.map((component) => [component['bom-ref'], component]));
    const places = onlyBuildsByComponent();
    for (const [path, { version, integrity }] of Object.entries(lock.packages)) {
      if (path === '') continue;
      const name = path.replace(/^.*node_modules\//, '');
      const component = components.get(`${name}@${String(version)}`);
      expect(component, path).toMatchObject({ name, version, purl: `pkg:npm/${name.replace('@', '%40')}@${String(version)}` });
      const hash = Buffer.from(String(integrity).replace('sha512-', ''), 'base64').toString('hex');
      expect(component?.hashes).toEqual([{ alg: 'SHA-512', content: hash }]);
      const onlyBuilds = component?.properties.some(({ name: property }) => property === 'cdx:npm:package:development');
      // One version that lies in several places is one component, which npm describes by one of them.
      expect(places.get(component?.['bom-ref'] ?? ''), path).toContain(onlyBuilds);
    }
    expect(
      new Set(
        Object.keys(lock.packages)
          .filter(Boolean)
          .map((path) => path.replace(/^.*node_modules\//, '')),
      ).size,
    ).toBe(new Set(bom.components.map(({ name }) => name)).size);
  });

  it('tells what depends on what', () => {
    const refs = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((component) => component['bom-ref'])]);
    expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(refs);
    for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    const own = bom.dependencies.find(({ ref }) => ref === bom.metadata.component['bom-ref']);
    expect(own?.dependsOn).toContain(`express@${String(lock.packages['node_modules/express']?.['version'])}`);
  });
});
