/**
 * Bootstrap's dark colours, which it shows only where a script has set `data-bs-theme`, under the choice
 * of the system instead: pages need no script for them.
 */
export function followSystemColours(css: string): string {
  const dark = [...css.matchAll(/([^{}]*\[data-bs-theme=dark\][^{}]*)\{([^{}]*)\}/g)].map(
    ([, selectors = '', declarations = '']) => `${selectors.replaceAll('[data-bs-theme=dark]', ':root')}{${declarations}}`,
  );
  return `${css}@media (prefers-color-scheme:dark){${dark.join('')}}`;
}
