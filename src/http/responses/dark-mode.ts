const DARK = '[data-bs-theme=dark]';

/**
 * Bootstrap's dark colours, which it shows only where a script has set `data-bs-theme`, under the choice
 * of the system instead: pages need no script for them.
 */
export function applyDarkMode(css: string): string {
  const rules = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, selectors = '']) => selectors.includes(DARK));
  const dark = rules.map(([, selectors = '', declarations = '']) => `${selectors.replaceAll(DARK, ':root')}{${declarations}}`);
  return `${css}@media (prefers-color-scheme:dark){${dark.join('')}}`;
}
