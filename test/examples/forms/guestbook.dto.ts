import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { GuestbookPage } from './guestbook.page.js';

@ShownOn(GuestbookPage)
export class GuestbookDto {
  @Trimmed()
  @RuleList([
    { code: 'Please write something', holds: (text) => text !== '' },
    { code: 'At most 200 characters', holds: (text) => text.length <= 200 },
  ])
  message = '';
}
