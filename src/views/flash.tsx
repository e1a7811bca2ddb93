import type { FlashCategory } from '../texts/texts.js';
import type { PageContext } from './view.js';

/** Messages of the last deed, each with a box that dismisses it. */
export function Flashes({ context }: { context: PageContext }) {
  return (
    <>
      {context.flashes.map(({ code, category }) => (
        <Flash key={code} category={category} text={context.texts[code]} id={`flash-${code}`} />
      ))}
    </>
  );
}

function Flash({ category, text, id }: { category: FlashCategory; text: string; id: string }) {
  return (
    <div
      class={`flash alert alert-${category} d-flex align-items-center gap-3 py-2`}
      role="status"
      data-category={category}
      id={id}
    >
      <p class="flex-grow-1 my-1">{text}</p>
      <input
        type="checkbox"
        class="dismiss btn-close flex-shrink-0"
        aria-label="Dismiss this message"
        title="Dismiss this message"
        autocomplete="off"
      />
    </div>
  );
}

/** What is wrong with the whole page or form. */
export function Alert({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <div class="alert alert-danger py-2" role="alert" data-category="danger">
      {text}
    </div>
  );
}
