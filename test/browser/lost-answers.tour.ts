import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ForwardingProxy } from '../support/network.js';
import { announcedBy } from '../support/observing.js';
import { Product } from '../support/product.js';
import { PASSWORD, type Person, someone } from '../support/visitor.js';
import { type Deed, DEEDS, NEW_PASSWORD, prepare } from './deeds.js';
import type { Engine, Profile } from './engine.js';
import { ENGINES } from './engines.js';
import { HeldAnswers, type Loss } from './held-answers.js';
import { Visit } from './visit.js';

describe.each(ENGINES)('in $name', ({ start, tries, sendsAgain, clicksTwice, asksOnBack }) => {
  let product: Product;
  let engine: Engine;
  let proxy: ForwardingProxy;
  let answers: HeldAnswers;

  beforeAll(async () => {
    [product, engine] = await Promise.all([Product.start(), start()]);
    ({ answers, proxy } = await HeldAnswers.before(product.url));
  });

  afterAll(async () => {
    await engine.close();
    await proxy.close();
    await product.remove();
  });

  describe.each(DEEDS.filter(tries))('"$name"', (deed: Deed) => {
    let account: Person;
    let profile: Profile;
    let visit: Visit;
    let events: string[];

    beforeEach(async () => {
      account = someone();
      await prepare(product, account, deed);
      profile = await engine.profile();
      visit = new Visit(await profile.tab(), proxy.url);
      if (deed.comes === 'signed in') {
        await visit.open('/login');
        await visit.logIn(account.username, PASSWORD);
        await visit.at('/dashboard');
      }
      await fillIn();
      answers.answered.length = 0;
      events = announcedBy(product);
    });

    afterEach(async () => {
      vi.restoreAllMocks();
      await profile.close();
    });

    const fillIn = async () => {
      await visit.open(deed.path);
      await visit.tab.fill(deed.fields(account));
    };

    /** Sends the form; comes back when the product has answered and the browser has heard nothing. */
    const sendAndLose = async (loss: Loss) => {
      const acted = answers.lose(loss);
      await visit.tab.press(deed.button);
      await acted;
    };

    /** The one outcome, whichever of the answers the browser took. */
    const isDoneOnce = async () => {
      await visit.arrive(deed);
      if (deed.event !== null) expect(events.filter((name) => name === deed.event)).toEqual([deed.event]);
      await isAsItShouldBe(deed.devicesAfter);
    };

    const isAsItShouldBe = async (devices: number | null) => {
      await visit.open('/settings/sessions');
      const { listed } = await visit.at(devices === null ? '/login?next=%2Fsettings%2Fsessions' : '/settings/sessions');
      if (devices !== null) expect(listed).toBe(devices);
      expect(events).not.toContain('remember-theft-detected');
    };

    it('takes a double click for one', async () => {
      // The second click comes before the first answer, also where this machine is slow.
      const release = answers.hold();
      await visit.tab.press(deed.button, 2);
      release();
      await visit.arrive(deed);
      await isAsItShouldBe(deed.devicesAfter);
    });

    it.runIf(clicksTwice)('is done once when it is pressed again while the answer is on its way', async () => {
      await sendAndLose('held');
      await visit.tab.pressAgain();
      await isDoneOnce();
      expect(answers.answered).toHaveLength(2);
    });

    it.runIf(sendsAgain)(
      'is done once when the connection breaks in place of an answer, and the browser sends again by itself',
      async () => {
        await sendAndLose('cut');
        await isDoneOnce();
        expect(answers.answered).toHaveLength(2);
      },
    );

    it('may be reloaded in place of the answer, and leads on', async () => {
      await sendAndLose('held');
      await visit.tab.reload();
      await visit.at(deed.reloaded);
      if (deed.endsOldId) {
        await visit.logIn(account.username, deed.event === 'password-changed' ? NEW_PASSWORD : PASSWORD);
        await visit.at(deed.path);
      } else {
        await fillIn();
        await visit.tab.press(deed.button);
        await visit.arrive(deed);
      }
      await isAsItShouldBe(deed.devicesAfterReload ?? deed.devicesAfter);
    });

    it('leaves a way Back to a page of ours, which ends nothing', async () => {
      await visit.tab.press(deed.button);
      await visit.arrive(deed);
      await visit.tab.back();
      await visit.at(asksOnBack ? deed.back : /^\//);
      await isAsItShouldBe(deed.devicesAfter);
    });
  });
});
