import Bowser from 'bowser';
import { textFor, type Texts } from '../../texts/texts.js';

/** Puts a User-Agent into words, such as "Firefox on Linux". */
export function deviceName(userAgent: string, texts: Texts): string {
  if (userAgent === '') return texts.unknownBrowser;
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return userAgent.slice(0, 40);
  return os.name ? textFor(texts, 'deviceName', { browser: browser.name, os: os.name }) : browser.name;
}
