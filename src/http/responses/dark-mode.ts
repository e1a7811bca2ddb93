import type { Scheme } from '../../views/themes.js';

const DARK = '[data-bs-theme=dark]';

/**
 * Applies Bootstrap's dark colours by the choice of the system. Bootstrap shows them only where a script has set
 * `data-bs-theme`; this way pages need no script.
 */
export function applyDarkMode(css: string): string {
  const rules = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, selectors = '']) => selectors.includes(DARK));
  const dark = rules.map(([, selectors = '', declarations = '']) => `${selectors.replaceAll(DARK, ':root')}{${declarations}}`);
  return `${css}@media (prefers-color-scheme:dark){${dark.join('')}}`;
}

const QUESTION = /\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)/gi;

/** Every screen has this width, and none has that one: such a condition may stand wherever the question stood. */
const ALWAYS = '(min-width:0)';
const NEVER = '(min-width:9999999px)';

/**
 * Answers what a stylesheet asks of the device by what the person has chosen: its rules for one scheme always hold, those
 * for the other never.
 */
export function inScheme(css: string, scheme: Scheme): string {
  return css.replaceAll(QUESTION, (_question, asked: string) => (asked.toLowerCase() === scheme ? ALWAYS : NEVER));
}
