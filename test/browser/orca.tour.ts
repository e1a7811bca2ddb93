import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Closers, Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { ChromiumReader } from './chromium-reader.js';
import { Desktop } from './desktop.js';
import { FirefoxReader, missingForFirefox } from './firefox-reader.js';
import { missingForOrca, Orca } from './orca.js';
import { enterBy, GUEST_SCENES, MEMBER_SCENES, type Scene } from './scenes.js';
import { type Reader, SPOKEN } from './spoken.js';

const PERSON = { ...someone(), username: 'Rita.Nightingale_20', email: 'rita@example.org' };
const TODAY = new Date().toISOString().slice(0, 10);

/** What is said of a page without a form, beside its title. */
const WITHOUT_FOCUS: Readonly<Record<string, string>> = {
  'missing-guest': 'We could not find this page.',
  missing: 'We could not find this page.',
  profile: `Member since description term ${TODAY}`,
};

const ENGINES: [name: string, missing: readonly string[], start: (desktop: Desktop) => Promise<Reader>][] = [
  ['Chromium', missingForOrca(), (desktop) => ChromiumReader.startOn(desktop)],
  ['Firefox', [...missingForOrca(), ...missingForFirefox()], (desktop) => FirefoxReader.startOn(desktop)],
];

const isTold = ({ name }: Scene) => SPOKEN[name]?.focus !== undefined || WITHOUT_FOCUS[name] !== undefined;

describe.each(ENGINES)('with %s Orca says', (name, missing, start) => {
  if (missing.length > 0) {
    console.warn(`ORCA IS NOT HEARD WITH ${name}: this machine lacks ${missing.join(', ')}`);
    it.skip(`nothing: this machine lacks ${missing.join(', ')}`);
    return;
  }

  const closers = new Closers();
  let product: Product;
  let orca: Orca;
  let reader: Reader;

  beforeAll(async () => {
    product = await closers.add(Product.start({ THROTTLE_ACCOUNT: '3/15m' }), (started) => started.remove());
    await register(product.visitor(), PERSON);
    const desktop = await closers.add(Desktop.start(), (started) => started.stop());
    orca = await Orca.start(desktop);
    reader = await closers.add(start(desktop), (started) => started.close());
  });

  afterAll(() => closers.closeAll());

  const hear = async (scene: Scene) => {
    const from = (await orca.said()).length;
    await enterBy(reader, product.url, scene);
    const [label, description = ''] = SPOKEN[scene.name]?.focus ?? [WITHOUT_FOCUS[scene.name]];
    for (const words of [label, description]) {
      await expect.poll(() => orca.said(from), { timeout: 15_000, interval: 300 }).toContain(words);
    }
  };

  it.each(GUEST_SCENES.filter(isTold))('to a guest what stands in the table of spoken.ts: $name', hear);

  describe('to a member', () => {
    beforeAll(async () => {
      const sends = { identifier: PERSON.username, password: PERSON.password };
      await enterBy(reader, product.url, { name: '', path: '/login', sends });
    });

    it.each(MEMBER_SCENES.filter(isTold))('what stands in the table of spoken.ts: $name', hear);
  });
});
