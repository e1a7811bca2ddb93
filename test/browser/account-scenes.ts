import { type AccountScene, chooses, cutOff, FILES, sends } from './account-acts.js';
import { backFromClosing, memberAt, withLongHistory, withPicture } from './account-people.js';

const PICTURE = { heading: 'Your picture', comes: memberAt('/settings/picture') };

/** Every page of a person's own account. A new one is a line here. */
export const ACCOUNT_SCENES: readonly AccountScene[] = [
  { ...PICTURE, name: 'picture-missing', shows: 'Please choose a picture', act: sends('Save picture') },
  { ...PICTURE, name: 'picture-too-large', shows: 'A picture has at most 2 MB.', act: chooses(FILES.tooLarge) },
  { ...PICTURE, name: 'picture-none', shows: 'This is no PNG', act: chooses(FILES.noPicture) },
  { ...PICTURE, name: 'picture-cut-off', shows: 'This picture is broken or cut off', act: chooses(cutOff) },
  { ...PICTURE, name: 'picture-shown', shows: 'Remove picture', comes: withPicture },
  {
    name: 'profile-errors',
    shows: 'A name must not contain control characters',
    heading: 'Name and theme',
    comes: memberAt('/settings/profile'),
    act: sends('Save', { displayName: 'a\u202eb' }),
  },
  {
    name: 'profile-saved',
    shows: 'Your profile has been saved.',
    heading: 'Name and theme',
    comes: memberAt('/settings/profile'),
    act: sends('Save', { displayName: 'Ada' }),
  },
  { name: 'export-link', shows: 'Download a copy of your data', heading: 'Settings', comes: memberAt('/settings') },
  { name: 'history', shows: 'You logged in.', heading: 'What happened to your account', comes: memberAt('/settings/history') },
  { name: 'history-second-page', heading: 'What happened to your account', shows: 'Newest', comes: withLongHistory },
  {
    name: 'history-no-place',
    shows: 'Please begin at its first page.',
    heading: 'Unreadable request',
    comes: memberAt('/settings/history?before=x'),
  },
  {
    name: 'delete-errors',
    shows: 'Please type your own username',
    heading: 'Delete your account',
    comes: memberAt('/settings/delete'),
    act: sends('Delete my account', { username: 'x' }),
  },
  { name: 'back-from-closing', shows: 'Your account is yours again.', heading: 'Dashboard', comes: backFromClosing },
];
