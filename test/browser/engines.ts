import { ChromiumEngine } from './chromium-engine.js';
import { FirefoxEngine } from './firefox-engine.js';

/** The engines in which answers get lost in test/browser/*.tour.ts. */
export const ENGINES = [
  { name: 'Chromium', start: () => ChromiumEngine.start() },
  { name: 'Firefox', start: () => FirefoxEngine.start() },
];
