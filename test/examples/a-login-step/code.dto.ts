import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { CodePage } from './code.page.js';

@ShownOn(CodePage)
export class CodeDto {
  @Trimmed()
  @RuleList([{ code: 'Please enter your code', holds: (code) => code !== '' }])
  code = '';
}
