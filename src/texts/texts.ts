/**
 * Any page or answer may say these, whatever modules there are; `{name}` is filled in. Rooms own the rest, in files
 * like this one.
 */
export const english = {
  // These are shown at fields.
  notText: 'Please enter one value, as text',

  // These are about a whole request.
  badRequest: 'We could not read this request.',
  invalidCredentials: 'Invalid username or password.',
  invalidCode: 'This code is not right.',
  loginRequired: 'Please log in to access this page.',
  forbidden: 'You do not have permission to do this.',
  crossSiteRequest: 'This request came from another site and was refused.',
  httpsRequired: 'This site is available over HTTPS only.',
  notFound: 'We could not find this page.',
  methodNotAllowed: 'This page does not accept that kind of request.',
  accountChanged: 'You are now logged in as {username}, and this page was made for someone else. Nothing was changed.',
  conflict: 'This was changed by someone else. Please reload and try again.',
  payloadTooLarge: 'That is too large.',
  uriTooLong: 'This address is too long.',
  expectationFailed: 'This request expects something that this site cannot do.',
  unsupportedMediaType: 'Please send a form or JSON, encoded in UTF-8.',
  validationFailed: 'Please correct the fields below.',
  tooManyAttempts: 'Too many attempts. Please try again later.',
  internalError: 'Something went wrong on our end.',
  serviceUnavailable: 'The site is temporarily unavailable. Please try again in a moment.',
  freshLoginRequired: 'Please reauthenticate to access this page.',
} as const;

export type FlashCategory = 'success' | 'info' | 'warning' | 'danger';

/** These texts may wait in the flash cookie, each with its look. */
export const FLASHES = {
  loginRequired: 'info',
  freshLoginRequired: 'info',
} as const satisfies Partial<Record<keyof typeof english, FlashCategory>>;

/**
 * This lists every code of every module. A module with texts of its own adds them where it defines them: `declare
 * module '../texts/texts.js' { interface TextCatalogue extends TextsOf<typeof notesTexts> {} }`.
 */
export interface TextCatalogue extends TextsOf<typeof english> {}

/** This does the same as {@link TextCatalogue} for the codes that may wait in the flash cookie. */
export interface FlashCatalogue extends FlashesOf<typeof FLASHES> {}

export type TextsOf<Own> = Record<keyof Own, string>;
export type FlashesOf<Own> = Record<keyof Own, FlashCategory>;

export type TextCode = keyof TextCatalogue;
export type Texts = Readonly<TextCatalogue>;

export type FlashCode = keyof FlashCatalogue & TextCode;
export type Flashes = Readonly<FlashCatalogue>;

/** Returns the text of a code with its gaps filled; a text that is no code is returned as it is. */
export function textFor(texts: Texts, code: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = Object.hasOwn(texts, code) ? texts[code as TextCode] : code;
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
