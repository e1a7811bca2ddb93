/**
 * Any page or answer may say these, whatever modules there are; `{name}` is filled in. Rooms own the rest, in files
 * like this one.
 */
export const english = {
  // These are shown at fields.
  notText: 'Please enter one value, as text',

  // These are about a whole request.
  badRequest: 'We could not read this request.',
  listQueryUnreadable: 'The address asks this list for something that it does not know. Please begin at its first page.',
  invalidCredentials: 'Invalid username or password.',
  invalidCode: 'This code is not right.',
  invalidPasskey: 'This passkey was not accepted. Please try again, or log in another way.',
  loginRequired: 'Please log in to access this page.',
  forbidden: 'You do not have permission to do this.',
  sessionRequired: 'This needs a session, which a key does not have. Please log in with your password.',
  crossSiteRequest: 'This request came from another site and was refused.',
  httpsRequired: 'This site is available over HTTPS only.',
  verificationRequired: 'Please verify your email address to access this page.',
  linkInvalid: 'This link is not valid any more. It may have been used, or a newer one has been sent.',
  notFound: 'We could not find this page.',
  methodNotAllowed: 'This page does not accept that kind of request.',
  accountChanged: 'You are now logged in as {username}, and this page was made for someone else. Nothing was changed.',
  secondFactorUnavailable:
    'Codes cannot be set up here: whoever runs this site has not set the key that would keep their secrets safe.',
  conflict: 'This was changed by someone else. Please reload and try again.',
  payloadTooLarge: 'That is too large.',
  uriTooLong: 'This address is too long.',
  expectationFailed: 'This request expects something that this site cannot do.',
  bodyNotTaken: 'That kind of content is not taken here.',
  unsupportedMediaType: 'Please send a form or JSON, encoded in UTF-8.',
  validationFailed: 'Please correct the fields below.',
  impersonationBanner: '{impersonator}, you are acting as {username}. All that you do is written down with your name.',
  impersonationEnd: 'Stop acting',
  impersonating: 'Only the person themselves can do this. You are acting as somebody else.',
  cannotImpersonate:
    'Nobody can act as this account: it belongs to an administrator, it is your own, or it is disabled or closed.',
  lastAdmin: 'This is the last active account with the role admin. Give the role to someone else first.',
  tooManyAttempts: 'Too many attempts. Please try again later.',
  internalError: 'Something went wrong on our end.',
  serviceUnavailable: 'The site is temporarily unavailable. Please try again in a moment.',
  freshLoginRequired: 'Please reauthenticate to access this page.',
  secondFactorRequired: 'Please confirm with your second factor to access this page.',

  // These stand on every page, and on forms.
  refusedTitle: 'Error: {title}',
  skipToContent: 'Skip to content',
  mainNavigation: 'Main',
  dismiss: 'Dismiss',
  logoutButton: 'Log out',
  usernameLabel: 'Username',
  emailLabel: 'Email',
  passwordLabel: 'Password',
  confirmPasswordLabel: 'Confirm password',
  newPasswordHint: 'At least {least} characters. A phrase works well.',
  showPassword: 'Show what I type',

  // These are the headings of error pages, by status.
  errorHeading: 'Error',
  unreadableHeading: 'Unreadable request',
  forbiddenHeading: 'Access denied',
  notFoundHeading: 'Page not found',
  methodHeading: 'Request not accepted',
  linkInvalidHeading: 'This link does not work',
  conflictHeading: 'Changed in the meantime',
  tooLargeHeading: 'Too large',
  addressHeading: 'Address too long',
  formatHeading: 'Format not supported',
  expectationHeading: 'Expectation not met',
  internalErrorHeading: 'Something went wrong',
  tooManyRequestsHeading: 'Too many requests',
  unavailableHeading: 'Temporarily unavailable',
  requestIdLine: 'Request ID: {id}',
  toHomePage: 'Go to the home page',

  // These tell who came when, on pages and in mails.
  deviceTime: '{date} {time} UTC',
  deviceName: '{browser} on {os}',
  unknownBrowser: 'Unknown browser',
} as const;

export type FlashCategory = 'success' | 'info' | 'warning' | 'danger';

/** These texts may wait in the flash cookie, each with its look. */
export const FLASHES = {
  loginRequired: 'info',
  freshLoginRequired: 'info',
  secondFactorRequired: 'info',
  verificationRequired: 'info',
} as const satisfies Partial<Record<keyof typeof english, FlashCategory>>;

/** This lists every code of the product: rooms add theirs. A whole translation has all of them (languages.ts). */
export interface ProductTexts extends TextsOf<typeof english> {}

/**
 * This lists every code of every module. A module of a team's with texts of its own adds them where it defines them:
 * `declare module '../texts/texts.js' { interface TextCatalogue extends TextsOf<typeof notesTexts> {} }`.
 */
export interface TextCatalogue extends ProductTexts {}

/** This does the same as {@link TextCatalogue} for the codes that may wait in the flash cookie. */
export interface FlashCatalogue extends FlashesOf<typeof FLASHES> {}

export type TextsOf<Own> = Record<keyof Own, string>;
export type FlashesOf<Own> = Record<keyof Own, FlashCategory>;

export type TextCode = keyof TextCatalogue;
export type Texts = Readonly<TextCatalogue>;

export type FlashCode = keyof FlashCatalogue & TextCode;
/** This is a message for the next page: a code, with what fills the gaps of its text. */
export interface FlashMessage {
  readonly code: FlashCode;
  readonly values?: Readonly<Record<string, string>>;
}

export type FlashCategories = Readonly<FlashCatalogue>;

/** Returns the text of a code with its gaps filled; a text that is no code is returned as it is. */
export function textFor(texts: Texts, code: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = Object.hasOwn(texts, code) ? texts[code as TextCode] : code;
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
