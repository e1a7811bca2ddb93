import type { JSX } from 'preact';
import type { Principal } from '../../users/principal/principal.js';
import type { PageContext } from '../../views/view.js';

/** This is a part of a page that nobody sees: it tells the browser what the account is called now. */
export type NameSignalPart = (props: { readonly context: PageContext }) => JSX.Element;

/**
 * Tells browsers the names of an account where these are changed, because password managers show the ones that they were
 * given once. The room of passkeys provides it.
 */
export abstract class NameSignal {
  /** Returns undefined for an account of which no browser knows a name. */
  abstract of(user: Principal): Promise<NameSignalPart | undefined>;
}
