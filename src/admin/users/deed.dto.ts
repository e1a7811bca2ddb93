import { RuleList, Trimmed } from '../../forms/rule-list.js';

const IS_REASON = [
  { code: 'adminReasonMissing', holds: (text: string) => text !== '' },
  { code: 'adminReasonTooLong', holds: (text: string) => text.length <= 500 },
];

/** Whoever does something to somebody's account says why; the log of events keeps it. */
export class DeedDto {
  @Trimmed()
  @RuleList(IS_REASON)
  reason = '';

  /** This is the version that was seen; a program may leave it out, or send it as `If-Match`. */
  @RuleList([{ code: 'adminVersionUnreadable', holds: (text) => /^\d{0,9}$/.test(text) }])
  version = '';
}

export class RoleDeedDto extends DeedDto {
  @Trimmed()
  @RuleList([{ code: 'adminRoleMissing', holds: (text) => text !== '' }])
  role = '';
}
