import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';

export class ErrandDto {
  @Trimmed()
  @RuleList([
    { code: 'Please say what is to be done', holds: (text) => text !== '' },
    { code: 'At most 40 characters', holds: (text) => text.length <= 40 },
  ])
  errand = '';
}
