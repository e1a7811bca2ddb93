import { type VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/** Parts that are kept: as many as pages have titles, and to spare. */
const AT_MOST = 256;

const parts = new Map<string, string>();

/**
 * A part of pages that is the same for everybody, rendered when it is first shown: `key` must tell everything
 * that it depends on, and nothing that a visitor chooses.
 */
export function cacheFragment(key: string, part: () => VNode): VNode {
  // Ready HTML, as compilers of JSX make it of what never changes.
  return jsxTemplate([parts.get(key) ?? render(key, part)]);
}

function render(key: string, part: () => VNode): string {
  const html = renderToString(part());
  if (parts.size < AT_MOST) parts.set(key, html);
  return html;
}
