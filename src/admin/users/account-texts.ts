import type { TextCode } from '../../texts/texts.js';
import type { AccountState } from './account-filter.js';

export const STATE_TEXTS: Readonly<Record<AccountState, TextCode>> = {
  active: 'adminActive',
  disabled: 'adminDisabled',
  closed: 'adminClosed',
};
