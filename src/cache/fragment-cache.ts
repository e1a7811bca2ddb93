import { type VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { renderToString } from 'preact-render-to-string';

/** At most so many parts are kept of one owner: as many as pages have titles, and to spare. */
const AT_MOST = 256;

const partsOf = new WeakMap<object, Map<string, string>>();

/**
 * Renders a part of pages that is the same for everybody when it is first shown, and keeps it as long as its `owner`,
 * such as the site in one language: owner and `key` must tell everything that it depends on, and nothing that a visitor
 * chooses.
 */
export function cacheFragment(owner: object, key: string, part: () => VNode): VNode {
  let parts = partsOf.get(owner);
  if (parts === undefined) partsOf.set(owner, (parts = new Map()));
  // This is ready HTML, as compilers of JSX make it of what never changes.
  return jsxTemplate([parts.get(key) ?? render(parts, key, part)]);
}

function render(parts: Map<string, string>, key: string, part: () => VNode): string {
  const html = renderToString(part());
  if (parts.size < AT_MOST) parts.set(key, html);
  return html;
}
