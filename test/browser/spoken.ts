/** What a screen reader can say of a page that has just loaded, as the accessibility tree of an engine has it. */
export interface Heard {
  readonly title: string;
  readonly headings: readonly string[];
  readonly focus: { readonly name: string; readonly description: string } | null;
  /** The names of the fields that are called invalid, and of those that are called required. */
  readonly invalid: readonly string[];
  readonly required: readonly string[];
  /** The boxes that dismiss a message. */
  readonly boxes: readonly { readonly name: string; readonly description: string }[];
}

/** A browser whose accessibility tree can be read. */
export interface Reader {
  open(url: string): Promise<void>;
  /** Fills the fields of the page's own form and sends it. */
  send(fields: Readonly<Record<string, string>>): Promise<void>;
  setCookie(name: string, value: string): Promise<void>;
  heard(): Promise<Heard>;
  close(): Promise<void>;
}

type Expected = Partial<Omit<Heard, 'title' | 'focus'>> & {
  readonly title: string;
  readonly focus?: readonly [name: string, description: string];
};

const USERNAME_HINT = '3 to 20 letters, numbers, dots or underscores, starting with a letter';
const CODE_HINT = 'Six digits, new every 30 seconds. If they are refused, look whether the clock of your device is right.';
const CORRECT = 'Please correct the fields below.';
const INVALID = 'Invalid username or password.';
const LOGIN_FIELDS = ['Username or email', 'Password'];
const REGISTER_FIELDS = ['Username', 'Email', 'Password', 'Confirm password'];
const PASSWORD_FIELDS = ['Current password', 'New password', 'Confirm new password'];

/** What must be heard of each scene of scenes.ts: the field that takes the focus is described by all that the page says. */
export const SPOKEN: Readonly<Record<string, Expected>> = {
  front: { title: 'Welcome', headings: ['Welcome'] },
  login: { title: 'Log in', focus: ['Username or email', ''], required: LOGIN_FIELDS },
  'login-flash': {
    title: 'Log in',
    focus: ['Username or email', 'Please log in to access this page.'],
    required: LOGIN_FIELDS,
    boxes: [{ name: 'Dismiss', description: 'Please log in to access this page.' }],
  },
  'login-empty': {
    title: 'Error: Log in',
    focus: ['Username or email', `Please enter your username or email address ${CORRECT}`],
    invalid: LOGIN_FIELDS,
    required: LOGIN_FIELDS,
  },
  'login-refused': { title: 'Error: Log in', focus: ['Password', INVALID], required: LOGIN_FIELDS },
  'login-throttled': {
    title: 'Error: Log in',
    focus: ['Password', 'Too many attempts. Please try again later.'],
    required: LOGIN_FIELDS,
  },
  register: { title: 'Register', headings: ['Create an account'], focus: ['Username', USERNAME_HINT], required: REGISTER_FIELDS },
  'register-errors': {
    title: 'Error: Register',
    headings: ['Create an account'],
    focus: ['Username', `${USERNAME_HINT} Usernames must have only letters, numbers, dots or underscores ${CORRECT}`],
    invalid: REGISTER_FIELDS,
    required: REGISTER_FIELDS,
  },
  'register-empty': {
    title: 'Error: Register',
    headings: ['Create an account'],
    focus: ['Username', `${USERNAME_HINT} Please provide a valid name: 3 to 20 characters ${CORRECT}`],
    invalid: ['Username', 'Email', 'Password'],
    required: REGISTER_FIELDS,
  },
  forgot: { title: 'Forgot your password?', focus: ['Email', ''], required: ['Email'] },
  'forgot-errors': {
    title: 'Error: Forgot your password?',
    focus: ['Email', `Please provide a valid email address ${CORRECT}`],
    invalid: ['Email'],
    required: ['Email'],
  },
  'link-void': { title: 'This link does not work' },
  'verify-guest': { title: 'Verify your email address' },
  'logout-guest': { title: 'Log out', headings: ['Log out?'] },
  'missing-guest': { title: 'Page not found' },
  'front-member': { title: 'Welcome', headings: ['Hi, Rita.Nightingale_20!'] },
  dashboard: { title: 'Dashboard' },
  profile: { title: 'Profile' },
  settings: { title: 'Settings' },
  sessions: { title: 'Sessions', headings: ['Where you are logged in'] },
  password: {
    title: 'Change password',
    headings: ['Change your password'],
    focus: ['Current password', ''],
    required: PASSWORD_FIELDS,
  },
  'password-errors': {
    title: 'Error: Change password',
    headings: ['Change your password'],
    focus: ['Current password', `That is not your current password ${CORRECT}`],
    invalid: PASSWORD_FIELDS,
    required: PASSWORD_FIELDS,
  },
  verify: { title: 'Verify your email address' },
  'profile-edit': { title: 'Name and theme' },
  picture: { title: 'Your picture' },
  email: {
    title: 'Change email address',
    headings: ['Change your email address'],
    focus: ['New email address', ''],
    required: ['New email address'],
  },
  'email-errors': {
    title: 'Error: Change email address',
    headings: ['Change your email address'],
    focus: ['New email address', `Please provide a valid email address ${CORRECT}`],
    invalid: ['New email address'],
    required: ['New email address'],
  },
  delete: { title: 'Delete account', headings: ['Delete your account'], required: ['Your username'] },
  'delete-errors': {
    title: 'Error: Delete account',
    headings: ['Delete your account'],
    focus: ['Your username', `Type Rita.Nightingale_20 to confirm. Please type your own username ${CORRECT}`],
    invalid: ['Your username'],
    required: ['Your username'],
  },
  confirm: { title: 'Confirm your password', focus: ['Password', ''], required: ['Password'] },
  'confirm-refused': {
    title: 'Error: Confirm your password',
    headings: ['Confirm your password'],
    focus: ['Password', INVALID],
    required: ['Password'],
  },
  'second-factor': {
    title: 'Two-factor authentication',
    headings: ['Two-factor authentication', 'Codes of an authenticator app', 'If you lose your device'],
  },
  totp: { title: 'Set up an authenticator app', headings: ['Set up an authenticator app'], required: ['Code'] },
  'totp-refused': {
    title: 'Error: Set up an authenticator app',
    headings: ['Set up an authenticator app'],
    focus: ['Code', `${CODE_HINT} This code is not right.`],
    required: ['Code'],
  },
  logout: { title: 'Log out', headings: ['Log out?'] },
  missing: { title: 'Page not found' },
};

/** All that must be heard: what is not told is not there, and the heading is the title. */
export function whole({ title, focus, ...rest }: Expected): Heard {
  const [name, description] = focus ?? [];
  return {
    title: `${title} · Gatehouse`,
    headings: [title.replace('Error: ', '')],
    invalid: [],
    required: [],
    boxes: [],
    ...rest,
    focus: name === undefined || description === undefined ? null : { name, description },
  };
}
