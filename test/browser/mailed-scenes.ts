import { PASSWORD, someone } from '../support/visitor.js';
import { type AccountScene, passwords, sends, signUpOf } from './account-acts.js';
import {
  atKeptMail,
  guestAt,
  memberAt,
  pending,
  withChangeLink,
  withProofLink,
  withResetLink,
  withSignUpLink,
  withUndoLink,
} from './account-people.js';

const RESET = { heading: 'Choose a new password', comes: withResetLink };
const PROOF = { heading: 'Verify your email address' };
const CHANGE = { heading: 'Confirm your new address', comes: withChangeLink };
const UNDO = { heading: 'Take your address back', comes: withUndoLink };
const LOGIN = 'Log in';
const LOST = 'This link does not work';
const NEW = 'a quiet lamp above seven stairs';

/** Every page on the way to a mailed link and behind it. A new one is a line here. */
export const MAILED_SCENES: readonly AccountScene[] = [
  {
    name: 'forgot-sent',
    shows: 'If an account has this address',
    heading: LOGIN,
    comes: guestAt('/forgot-password'),
    act: sends('Send the link', { email: 'a@example.org' }),
  },
  { ...RESET, name: 'reset', shows: 'It will be logged out on all devices.' },
  {
    ...RESET,
    name: 'reset-errors',
    shows: 'Passwords must match',
    act: sends('Save the new password', passwords('short', 'other')),
  },
  {
    ...RESET,
    name: 'reset-done',
    shows: 'Your password has been changed.',
    heading: LOGIN,
    act: sends('Save the new password', passwords(NEW)),
  },
  {
    name: 'reset-void',
    shows: 'Get a new link to choose a password',
    heading: LOST,
    comes: guestAt('/reset-password?token=void'),
  },
  { ...PROOF, name: 'proof', shows: 'Is the account', comes: withProofLink(true) },
  { ...PROOF, name: 'proof-elsewhere', shows: 'please enter its password', comes: withProofLink(false) },
  {
    ...PROOF,
    name: 'proof-wrong',
    shows: 'That is not the password of this account',
    comes: withProofLink(false),
    act: sends('Yes, both are mine', { password: 'wrong' }),
  },
  {
    name: 'proof-not-me',
    shows: 'The account has been removed',
    heading: LOGIN,
    comes: withProofLink(false),
    act: sends('I have not made this account'),
  },
  { ...PROOF, name: 'proof-pending', shows: 'Open the link in the mail', comes: pending, site: 'required' },
  {
    ...PROOF,
    name: 'proof-resent',
    shows: 'The mail is on its way again.',
    comes: pending,
    act: sends('Send the mail again'),
    site: 'required',
  },
  {
    name: 'email-sent',
    shows: 'We have sent a link to the new address.',
    heading: 'Settings',
    comes: memberAt('/settings/email'),
    act: sends('Send the link', { email: 'new@example.org' }),
  },
  { ...CHANGE, name: 'email-change', shows: 'Go on only if this is your account.' },
  {
    ...CHANGE,
    name: 'email-changed',
    shows: 'Your email address has been changed.',
    heading: 'Settings',
    act: sends('Use this address'),
  },
  { ...UNDO, name: 'email-undo', shows: 'Everybody will be logged out' },
  { ...UNDO, name: 'email-undone', shows: 'Your old address is back', heading: LOGIN, act: sends('Take it back') },
  { name: 'discreet', shows: 'Confirm password', heading: 'Create an account', comes: guestAt('/register'), site: 'discreet' },
  {
    name: 'discreet-errors',
    shows: 'Please provide a valid email address',
    heading: 'Create an account',
    comes: guestAt('/register'),
    act: sends('Register', signUpOf({ username: 'x!', email: 'nowhere', password: 'short' })),
    site: 'discreet',
  },
  {
    ...PROOF,
    name: 'discreet-sent',
    shows: 'Look into your mail',
    comes: guestAt('/register'),
    act: (page) => sends('Register', signUpOf(someone()))(page),
    site: 'discreet',
  },
  { ...PROOF, name: 'discreet-link', shows: 'please enter its password', comes: withSignUpLink, site: 'discreet' },
  {
    ...PROOF,
    name: 'discreet-wrong',
    shows: 'That is not the password of this account',
    comes: withSignUpLink,
    act: sends('Yes, both are mine', { password: 'wrong' }),
    site: 'discreet',
  },
  {
    name: 'discreet-done',
    shows: 'Your email address is verified.',
    heading: LOGIN,
    comes: withSignUpLink,
    act: sends('Yes, both are mine', { password: PASSWORD }),
    site: 'discreet',
  },
  {
    name: 'discreet-not-me',
    shows: 'your address is free again',
    heading: LOGIN,
    comes: withSignUpLink,
    act: sends('I have not made this account'),
    site: 'discreet',
  },
  { name: 'dev-mails', heading: 'Mails', shows: 'kept in DATA_DIR/mail', comes: guestAt('/dev/mail'), site: 'development' },
  { ...PROOF, name: 'dev-mail', shows: 'As HTML', comes: atKeptMail, site: 'development' },
];
