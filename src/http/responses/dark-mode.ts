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
