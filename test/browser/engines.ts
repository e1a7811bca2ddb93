import { ChromiumEngine } from './chromium-engine.js';
import type { Deed } from './deeds.js';
import type { Engine } from './engine.js';
import { FirefoxEngine } from './firefox-engine.js';
import { missingForWebKit, WebKitEngine } from './webkit-engine.js';

interface NamedEngine {
  readonly name: string;
  /** Whether this deed is walked in it. */
  readonly tries: (deed: Deed) => boolean;
  readonly start: () => Promise<Engine>;
  /** It sends a form again by itself when the connection breaks in place of an answer. */
  readonly sendsAgain: boolean;
  /** Its driver gives back a click on a page that is about to leave. */
  readonly clicksTwice: boolean;
  /** On the way Back it asks again for a page of a guest. */
  readonly asksOnBack: boolean;
}

const AS_MOST = { tries: () => true, sendsAgain: true, clicksTwice: true, asksOnBack: true };

/** WebKitGTK 2.50 shows an error page in place of sending again, and on the way Back the login form as it was left. */
const AS_WEBKIT = {
  tries: ({ name }: Deed) => name === 'Change password' || name === 'Log in',
  sendsAgain: false,
  clicksTwice: false,
  asksOnBack: false,
};

/** The engines in which answers get lost in test/browser/*.tour.ts. */
export const ENGINES: readonly NamedEngine[] = [
  { name: 'Chromium', start: () => ChromiumEngine.start(), ...AS_MOST },
  { name: 'Firefox', start: () => FirefoxEngine.start(), ...AS_MOST },
  ...webKit(),
];

/** Where everything must be there (REQUIRE_PROGRAMS) it is, or fails. */
function webKit(): NamedEngine[] {
  const missing = missingForWebKit();
  const isLeftOut = missing.length > 0 && process.env['REQUIRE_PROGRAMS'] === undefined;
  if (isLeftOut) console.warn(`WEBKITGTK IS NOT TRIED: this machine lacks ${missing.join(', ')}`);
  return isLeftOut ? [] : [{ name: 'WebKitGTK', start: () => WebKitEngine.start(), ...AS_WEBKIT }];
}
