import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { Features } from '../../src/features/features.js';
import type { FlashCode } from '../../src/texts/texts.js';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { ChromiumReader } from './chromium-reader.js';
import { FirefoxReader, missingForFirefox } from './firefox-reader.js';
import { enterBy, GUEST_SCENES, MEMBER_SCENES, type Scene } from './scenes.js';
import { type Reader, SPOKEN, whole } from './spoken.js';

const PERSON = { ...someone(), username: 'Rita.Nightingale_20', email: 'rita@example.org' };
const ENGINES: [name: string, missing: readonly string[], start: () => Promise<Reader>][] = [
  ['Chromium', [], () => ChromiumReader.start()],
  ['Firefox', missingForFirefox(), () => FirefoxReader.start()],
];

describe.each(ENGINES)('in %s a page says', (name, missing, start) => {
  if (missing.length > 0) {
    console.warn(`${name} IS NOT READ: this machine lacks ${missing.join(', ')}`);
    it.skip(`nothing: this machine lacks ${missing.join(', ')}`);
    return;
  }

  let product: Product;
  let reader: Reader;

  beforeAll(async () => {
    product = await Product.start({ THROTTLE_ACCOUNT: '3/15m' });
    await register(product.visitor(), PERSON);
    reader = await start();
  });

  afterAll(async () => {
    await reader.close();
    await product.remove();
  });

  const enter = (scene: Scene) => enterBy(reader, product.url, scene);

  it.each(GUEST_SCENES)('to a guest all that it has to say: $name', async (scene) => {
    await enter(scene);
    expect(await reader.heard()).toEqual(whole(SPOKEN[scene.name] ?? { title: 'not in the table' }));
  });

  it('every message from before with the field that takes the focus', { timeout: 120_000 }, async () => {
    const { flashes, texts } = product.app.get(Features);
    const signer = new CookieSigner('flash', product.settings.sessionSecrets);
    for (const code of Object.keys(flashes) as FlashCode[]) {
      await reader.setCookie('flash', signer.signJson([Date.now() + 60_000, code]));
      await reader.open(`${product.url}/login`);
      const { focus, boxes } = await reader.heard();
      expect(focus).toEqual({ name: 'Username or email', description: texts[code] });
      expect(boxes).toEqual([{ name: 'Dismiss', description: texts[code] }]);
    }
  });

  describe('to a member', () => {
    beforeAll(() => enter({ name: '', path: '/login', sends: { identifier: PERSON.username, password: PERSON.password } }));

    it.each(MEMBER_SCENES)('all that it has to say: $name', async (scene) => {
      await enter(scene);
      expect(await reader.heard()).toEqual(whole(SPOKEN[scene.name] ?? { title: 'not in the table' }));
    });
  });
});
