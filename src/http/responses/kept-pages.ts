import type { PageContext, View } from '../../views/view.js';

/** One page has at most so many forms: of languages, and of the ways in which its address is spelled. */
const AT_MOST = 8;

interface Kept {
  readonly context: PageContext;
  readonly html: string;
}

/** Keeps pages that show guests nothing but what is in the context: rendering is a sixth of what such a page costs. */
export class KeptPages {
  private readonly pages = new WeakMap<View<never>, Kept[]>();

  /** Returns the HTML of this view, rendered for a context of which every part is the very same. */
  html(view: View<never>, context: PageContext, render: () => string): string {
    const known = this.pages.get(view) ?? [];
    const kept = known.find((each) => isSame(each.context, context));
    if (kept !== undefined) return kept.html;
    // A text that was put together from many is copied into one, so that no answer has to do that again.
    const html = Buffer.from(render()).toString();
    if (known.length < AT_MOST) this.pages.set(view, [...known, { context, html }]);
    return html;
  }
}

function isSame(one: PageContext, other: PageContext): boolean {
  for (const part in one) if (one[part as keyof PageContext] !== other[part as keyof PageContext]) return false;
  return true;
}
