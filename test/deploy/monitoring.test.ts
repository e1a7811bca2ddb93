import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exposition, scrape } from '../support/observing.js';
import { Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';
import { alertRules, dashboard, dashboardQueries, type Selector, selectors } from './promql.js';

/** Prometheus itself adds these labels at the scrape. */
const OF_PROMETHEUS = ['up'];
const TARGET_LABELS = ['job', 'instance'];

/** Labels whose every value exists from the start on, so that a typing error cannot hide. */
const CLOSED = ['event', 'outcome', 'count', 'reason', 'state', 'kind'];

let product: Product;
let exported: Exposition;

beforeAll(async () => {
  product = await Product.start({ METRICS_PORT: '0' });
  const visitor = product.visitor();
  await signIn(visitor);
  await visitor.get('/dashboard');
  exported = await scrape(product);
});

afterAll(() => product.remove());

/** The names of series; a histogram has three. */
function names(): string[] {
  const suffixes = (type: string) => (type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']);
  return [...exported.types].flatMap(([name, type]) => suffixes(type).map((suffix) => name + suffix));
}

function seriesOf(name: string): string[] {
  return [...exported.samples.keys()].filter((series) => series.startsWith(`${name}{`));
}

/** What a selector asks for by name: one value, or the alternatives of an expression that has no other wildcard. */
function wordsOf(operator: string, value: string): string[] {
  if (operator === '=') return [value];
  return operator === '=~' && /^[\w|-]+$/.test(value) ? value.split('|') : [];
}

function expectExported({ name, labels }: Selector): void {
  expect([...names(), ...OF_PROMETHEUS]).toContain(name);
  for (const { label, operator, value } of labels.filter(({ label: own }) => !TARGET_LABELS.includes(own))) {
    expect(
      seriesOf(name).some((series) => series.includes(`${label}="`)),
      `${name} has the label ${label}`,
    ).toBe(true);
    if (!CLOSED.includes(label)) continue;
    for (const one of wordsOf(operator, value)) {
      expect(
        seriesOf(name).some((series) => series.includes(`${label}="${one}"`)),
        `${name} has ${label}="${one}"`,
      ).toBe(true);
    }
  }
}

describe('what is asked of the product in deploy/', () => {
  it.each(alertRules().map(({ alert, expr }) => [alert, expr]))('the alert %s: the product exports it', (_alert, expr) => {
    expect(selectors(expr).length).toBeGreaterThan(0);
    selectors(expr).forEach(expectExported);
  });

  it('the dashboard: the product exports it', () => {
    const queries = dashboardQueries(dashboard());
    expect(queries.length).toBeGreaterThan(20);
    queries.flatMap(selectors).forEach(expectExported);
  });

  it('every family of ours is on the dashboard', () => {
    const asked = dashboardQueries(dashboard())
      .flatMap(selectors)
      .map(({ name }) => name);
    const ours = [...exported.types.keys()].filter((name) => name.startsWith('gatehouse_'));
    expect(ours.filter((family) => !asked.some((name) => name.startsWith(family)))).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('has panels that stand beside each other, each with a number, a title and a word of help', () => {
    const { panels } = dashboard();
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, place) => `${x + (place % w)},${y + Math.floor(place / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { title, type, description = '' } of panels)
      expect([title, type === 'row' || description.length > 8]).toEqual([title, true]);
  });
});

describe('docs/observability.md', () => {
  const page = readFileSync('docs/observability.md', 'utf8');

  it('tells of every family of ours', () => {
    const ours = [...exported.types.keys()].filter((name) => name.startsWith('gatehouse_'));
    expect(ours.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('tells what to do at every alert', () => {
    expect(alertRules().filter(({ alert }) => !page.includes(`\`${alert}\``))).toEqual([]);
  });
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe.skipIf(!hasPromtool && !process.env['REQUIRE_PROGRAMS'])(
  "promtool (of Debian's package prometheus; skipped where it is not installed, but not in CI)",
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-promtool-'));

    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    const promtool = (args: string[], input = '') => {
      const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
      return { status, said: stdout + stderr };
    };

    it('takes the alert rules', () => {
      expect(promtool(['check', 'rules', 'deploy/prometheus/alerts.yml'])).toMatchObject({ status: 0 });
    });

    it('sees every alert speak when it should, and all be silent on a quiet day', () => {
      const { status, said } = promtool(['test', 'rules', 'test/deploy/alerts.promtool.yml']);
      expect([status, said]).toEqual([0, expect.stringContaining('SUCCESS')]);
      const tested = readFileSync('test/deploy/alerts.promtool.yml', 'utf8');
      expect(alertRules().filter(({ alert }) => !tested.includes(`alertname: ${alert}\n`))).toEqual([]);
    });

    it('takes every expression of the dashboard', () => {
      const rules = dashboardQueries(dashboard()).map((expr, place) => ({ record: `panel:query:${place}`, expr }));
      const file = join(dir, 'dashboard.json');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
      expect(promtool(['check', 'rules', file])).toMatchObject({ status: 0 });
    });

    it('finds nothing to mend in our families', () => {
      const { said } = promtool(['check', 'metrics'], exported.text);
      expect(said.split('\n').filter((line) => line !== '' && !line.startsWith('nodejs_'))).toEqual([]);
    });
  },
);
