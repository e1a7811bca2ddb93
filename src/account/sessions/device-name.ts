import Bowser from 'bowser';

/** Puts a User-Agent into words, such as "Firefox on Linux". */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return 'Unknown browser';
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return userAgent.slice(0, 40);
  return os.name ? `${browser.name} on ${os.name}` : browser.name;
}
