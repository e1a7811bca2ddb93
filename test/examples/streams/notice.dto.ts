import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { NoticePage } from './notice.page.js';

@ShownOn(NoticePage)
export class NoticeDto {
  @Trimmed()
  @RuleList([{ code: 'Please write something', holds: (text) => text !== '' }])
  text = '';
}
