/** Every sentence that the product says to people, in one place. `{name}` is filled in. */
export const english = {
  // At fields.
  notText: 'Please provide this field once, as text',
  usernameLength: 'Please provide a valid name',
  usernameCharacters: 'Usernames must have only letters, numbers, dots or underscores',
  usernameTaken: 'Username already taken',
  emailInvalid: 'Please provide a valid email address',
  emailTaken: 'Email already registered',
  passwordTooShort: 'Passwords must have at least {least} characters',
  passwordTooLong: 'Passwords must have at most {most} characters',
  passwordControlCharacters: 'Passwords must not contain control characters',
  passwordCommon: 'This password is commonly used and easy to guess. Please choose another one',
  passwordPersonal: 'Passwords must not be your name, your email address or the name of this site',
  passwordsDiffer: 'Passwords must match',
  identifierMissing: 'Please enter your username or email address',
  identifierTooLong: 'This is too long for a username or an email address',
  passwordMissing: 'Please enter your password',
  passwordWrong: 'This is not your present password',
  passwordUnchanged: 'Please choose a password that you do not use already',
  passwordTooLongToCheck: 'This is too long for a password',

  // Of a whole request.
  badRequest: 'This request could not be read.',
  invalidCredentials: 'Invalid username or password.',
  invalidCode: 'This code is not right.',
  loginRequired: 'Please log in to access this page.',
  forbidden: 'You are not allowed to do this.',
  crossSiteRequest: 'This request came from another site and was refused.',
  httpsRequired: 'This site is served over HTTPS only.',
  notFound: 'There is nothing at this address.',
  methodNotAllowed: 'This address does not accept this kind of request.',
  conflict: 'Somebody changed this at the same time. Please look again.',
  payloadTooLarge: 'This is more than the site accepts at once.',
  uriTooLong: 'This address is too long.',
  expectationFailed: 'This request expects something that this site cannot do.',
  unsupportedMediaType: 'Send form fields or JSON, in UTF-8.',
  validationFailed: 'Please correct the fields below.',
  tooManyAttempts: 'Too many attempts. Please wait a while and try again.',
  internalError: 'Something went wrong on our side.',
  serviceUnavailable: 'The site cannot answer this right now. Please try again in a moment.',

  // Flash messages.
  accountCreated: 'Account successfully created. Please log in.',
  loggedOut: 'You have been logged out.',
  sessionExpired: 'Your session has expired. Please log in again.',
  freshLoginRequired: 'Please reauthenticate to access this page.',
  passwordChanged: 'Your password has been changed. Other devices have been logged out.',
  sessionRevoked: 'Your session was ended by its owner. Please log in again.',
  sessionEvicted: 'Your session was ended to make room for a newer one. Please log in again.',
  rememberTheft: 'Your remembered login was used elsewhere, or an answer got lost. It has been ended. Please log in again.',
  sessionProtected: 'Your session was ended because it was used from somewhere else. Please log in again.',
  sessionEnded: 'The session has been ended.',
  othersEnded: 'All other sessions have been ended.',
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
