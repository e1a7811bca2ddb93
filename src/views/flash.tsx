import { type FlashCategory, type FlashCode, textFor } from '../texts/texts.js';
import type { PageContext } from './view.js';

/** This is the id of the sentence of a page's alert, for `aria-describedby`. */
export const ALERT_ID = 'page-alert';

/** Returns the id of the sentence of a flash, for `aria-describedby`. */
export const flashId = (code: FlashCode): string => `flash-${code}`;

/** Shows flash messages, each with a box that dismisses it. */
export function Flashes({ context }: { context: PageContext }) {
  return (
    <>
      {context.flashes.map(({ code, category, values }) => (
        <Flash
          key={code}
          category={category}
          text={textFor(context.texts, code, values)}
          dismiss={context.texts.dismiss}
          id={flashId(code)}
        />
      ))}
    </>
  );
}

interface FlashProps {
  readonly category: FlashCategory;
  readonly text: string;
  readonly dismiss: string;
  readonly id: string;
}

function Flash({ category, text, dismiss, id }: FlashProps) {
  return (
    <div class={`flash alert alert-${category} d-flex align-items-center gap-3 py-2`}>
      <div class="flex-grow-1 my-1" role="status" data-category={category}>
        <p class="mb-0" id={id}>
          {text}
        </p>
      </div>
      <label class="d-flex flex-shrink-0 position-relative">
        <input type="checkbox" class="dismiss btn-close" aria-describedby={id} autocomplete="off" />
        {/* Text browsers show neither the cross nor a name that stands in an attribute. */}
        <span class="visually-hidden">{dismiss}</span>
      </label>
    </div>
  );
}

/** Shows what is wrong with the whole page or form. */
export function Alert({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <div class="alert alert-danger py-2" role="alert" data-category="danger">
      <p class="mb-0" id={ALERT_ID}>
        {text}
      </p>
    </div>
  );
}
