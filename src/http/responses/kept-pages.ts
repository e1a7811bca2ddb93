import type { PageContext, View } from '../../views/view.js';
import { EncodedText } from './send-text.js';

/** One page has at most so many forms: of languages, and of the ways in which its address is spelled. */
const AT_MOST = 8;

interface Kept {
  readonly context: PageContext;
  readonly html: EncodedText;
}

/** Keeps pages that show guests nothing but what is in the context: rendering is a sixth of what such a page costs. */
export class KeptPages {
  private readonly pages = new WeakMap<View<never>, Kept[]>();

  /** Returns the HTML of this view, rendered for a context of which every part is the very same. */
  html(view: View<never>, context: PageContext, render: () => string): EncodedText {
    const known = this.pages.get(view) ?? [];
    const kept = known.find((each) => isSame(each.context, context));
    if (kept !== undefined) return kept.html;
    const html = new EncodedText(render());
    if (known.length < AT_MOST) this.pages.set(view, [...known, { context, html }]);
    return html;
  }
}

function isSame(one: PageContext, other: PageContext): boolean {
  for (const part in one) if (one[part as keyof PageContext] !== other[part as keyof PageContext]) return false;
  return true;
}
