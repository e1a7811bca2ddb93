/** Each is something to do, and the document of the repository that tells how. */
const STEPS: readonly (readonly [deed: string, document: string])[] = [
  ['Add a page', 'docs/guides/notes.md'],
  ['Add a table, a form, settings', 'docs/guides/a-feature.md'],
  ['Give the site its name and look', 'docs/guides/look.md'],
  ['Replace this page', 'docs/guides/pages.md'],
  ['Speak another language', 'docs/guides/languages.md'],
  ['Run it on servers', 'docs/operations.md'],
];

/**
 * Tells a developer what to do next. These words have no codes: they are for developers, and are gone with the first
 * look or language.
 */
export function NextSteps() {
  return (
    <div class="narrow mt-4 small text-body-secondary">
      <p class="mb-2">In development only, until the site has a look or a language of its own. What next?</p>
      <ul class="mb-0">
        {STEPS.map(([deed, document]) => (
          <li key={document}>
            {`${deed}: `}
            <code class="text-reset text-nowrap">{document}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
