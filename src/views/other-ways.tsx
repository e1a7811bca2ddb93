import type { PageContext } from './page-context.js';

/** Shows the other ways to log in that modules bring, below the form of the password. */
export function OtherWays({ context, next }: { readonly context: PageContext; readonly next: string | null }) {
  return (
    <>
      {context.site.loginWays.map(({ shown: Way }, place) => (
        <Way key={place} context={context} next={next} />
      ))}
    </>
  );
}
