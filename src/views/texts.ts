/** Every sentence that the product says to people, in one place. `{name}` is filled in. */
export const english = {
  // At fields.
  notText: 'Please enter one value, as text',
  usernameLength: 'Please provide a valid name: 3 to 20 characters',
  usernameCharacters: 'Usernames must have only letters, numbers, dots or underscores',
  usernameTaken: 'Username already taken',
  emailInvalid: 'Please provide a valid email address',
  emailTaken: 'Email already registered',
  passwordTooShort: 'Passwords must be at least {least} characters long',
  passwordTooLong: 'Passwords must be at most {most} characters long',
  passwordControlCharacters: 'Passwords must not contain control characters',
  passwordCommon: 'This password is too common and easy to guess. Please choose another.',
  passwordPersonal: 'Your password must not be your username, your email address or the name of this site',
  passwordsDiffer: 'Passwords must match',
  identifierMissing: 'Please enter your username or email address',
  identifierTooLong: 'This is too long to be a username or email address',
  passwordMissing: 'Please enter your password',
  passwordWrong: 'That is not your current password',
  passwordUnchanged: 'Please choose a password different from your current one',
  passwordTooLongToCheck: 'This is too long to be a password',

  // Of a whole request.
  badRequest: 'We could not read this request.',
  invalidCredentials: 'Invalid username or password.',
  loginRequired: 'Please log in to access this page.',
  forbidden: 'You do not have permission to do this.',
  crossSiteRequest: 'This request came from another site and was refused.',
  httpsRequired: 'This site is available over HTTPS only.',
  notFound: 'We could not find this page.',
  methodNotAllowed: 'This page does not accept that kind of request.',
  conflict: 'This was changed by someone else. Please reload and try again.',
  payloadTooLarge: 'That is too large.',
  uriTooLong: 'This address is too long.',
  expectationFailed: 'This request expects something that this site cannot do.',
  unsupportedMediaType: 'Please send a form or JSON, encoded in UTF-8.',
  validationFailed: 'Please correct the fields below.',
  tooManyAttempts: 'Too many attempts. Please try again later.',
  internalError: 'Something went wrong on our end.',
  serviceUnavailable: 'The site is temporarily unavailable. Please try again in a moment.',

  // Flash messages.
  accountCreated: 'Account successfully created. Please log in.',
  loggedOut: 'You have been logged out.',
  sessionExpired: 'Your session has expired. Please log in again.',
  freshLoginRequired: 'Please reauthenticate to access this page.',
  passwordChanged: 'Your password has been changed. You have been logged out on all other devices.',
  sessionRevoked: 'You were logged out from another device. Please log in again.',
  sessionEvicted: 'You were logged out because you are logged in on too many devices. Please log in again.',
  rememberTheft: 'Your remembered login was used elsewhere, or an answer got lost. Please log in again.',
  sessionProtected: 'You were logged out because your session was used from somewhere else. Please log in again.',
  sessionEnded: 'That device has been logged out.',
  othersEnded: 'All other devices have been logged out.',
} as const;

export type TextCode = keyof typeof english;
export type Texts = Readonly<Record<TextCode, string>>;

export type FlashCategory = 'success' | 'info' | 'warning' | 'danger';

/** The texts that may wait in the flash cookie, and how they look. */
export const FLASHES = {
  loginRequired: 'info',
  accountCreated: 'success',
  loggedOut: 'info',
  sessionExpired: 'warning',
  freshLoginRequired: 'info',
  passwordChanged: 'success',
  sessionRevoked: 'warning',
  sessionEvicted: 'warning',
  rememberTheft: 'danger',
  sessionProtected: 'danger',
  sessionEnded: 'success',
  othersEnded: 'success',
} as const satisfies Partial<Record<TextCode, FlashCategory>>;

export type FlashCode = keyof typeof FLASHES;

export function isFlashCode(code: unknown): code is FlashCode {
  return typeof code === 'string' && Object.hasOwn(FLASHES, code);
}

/** The text of a code with its gaps filled; what is no code is a text already. */
export function textFor(texts: Texts, code: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = Object.hasOwn(texts, code) ? texts[code as TextCode] : code;
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
