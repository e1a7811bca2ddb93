import type { JSX } from 'preact';
import type { PageContext } from '../../views/view.js';

export interface PasskeyButtonProps {
  /** This is the form that the button stands beside: the second step of a login, or `/confirm`. */
  readonly place: 'login' | 'confirm';
  readonly next: string | null;
  /** This is 2 where a second factor is what is missing. */
  readonly level?: 1 | 2;
  /** The page says what is missing where the button cannot work, because there is hardly another way. */
  readonly isOnlyWay?: boolean;
  readonly context: PageContext;
}

/** Stands on pages that take a passkey in the place of a code or a password. The room of passkeys provides it. */
export abstract class PasskeyButton {
  /** Shows the button, with its script; it is asked only for accounts that have a passkey. */
  abstract readonly show: (props: PasskeyButtonProps) => JSX.Element | null;
}
