import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { LetterPage } from './letter.page.js';

@ShownOn(LetterPage)
export class LetterDto {
  @Trimmed()
  @RuleList([{ code: 'Please write something', holds: (text) => text !== '' }])
  title = '';

  text = '';
}
