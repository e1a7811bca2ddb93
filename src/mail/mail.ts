/** A part of a mail stands in its text and in its HTML alike. */
export type MailPart =
  | { readonly text: string }
  /** The address stands alone on a line of the text. */
  | { readonly link: URL; readonly label: string }
  | { readonly facts: readonly (readonly [label: string, value: string])[] };

/** A mail goes to one person. */
export interface Mail {
  /** This is the address exactly as it is stored. */
  readonly to: string;
  readonly subject: string;
  readonly parts: readonly MailPart[];
}
