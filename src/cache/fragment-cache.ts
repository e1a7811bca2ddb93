import { type VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/** At most so many parts are kept: as many as pages have titles, and to spare. */
const AT_MOST = 256;

const parts = new Map<string, string>();

/**
 * Renders a part of pages that is the same for everybody when it is first shown, and keeps it: `key` must tell
 * everything that it depends on, and nothing that a visitor chooses.
 */
export function cacheFragment(key: string, part: () => VNode): VNode {
  // This is ready HTML, as compilers of JSX make it of what never changes.
  return jsxTemplate([parts.get(key) ?? render(key, part)]);
}

function render(key: string, part: () => VNode): string {
  const html = renderToString(part());
  if (parts.size < AT_MOST) parts.set(key, html);
  return html;
}
