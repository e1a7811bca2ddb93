import { RuleList, Trimmed } from '../../forms/rule-list.js';
import { parseNetwork } from '../../sessions/revocations/network.js';
import { parseTime } from '../../http/requests/list-query.js';

const IS_TIME = [{ code: 'adminEventTimeUnreadable', holds: (text: string) => text === '' || parseTime(text) !== undefined }];

/** These are the fields by which administrators look for events. Each may stay empty. */
export class EventQueryDto {
  /** A username, an email address, an id, or the pseudonym of an account that was erased; for the actor too. */
  @Trimmed()
  account = '';

  @Trimmed()
  event = '';

  @Trimmed()
  actor = '';

  @Trimmed()
  @RuleList([{ code: 'adminEventAddressUnreadable', holds: (text: string) => text === '' || parseNetwork(text) !== undefined }])
  address = '';

  @Trimmed()
  @RuleList(IS_TIME)
  from = '';

  @Trimmed()
  @RuleList([
    ...IS_TIME,
    { code: 'adminEventTimesReversed', holds: (text: string, dto: object) => isAfter(text, (dto as EventQueryDto).from) },
  ])
  to = '';
}

/** What is no time breaks another rule. */
function isAfter(to: string, from: unknown): boolean {
  const [begin, end] = [typeof from === 'string' ? parseTime(from) : undefined, parseTime(to)];
  return begin === undefined || end === undefined || begin < end;
}
