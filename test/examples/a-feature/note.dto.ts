import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { NewNotePage } from './notes.pages.js';

const MOST = 200;

@ShownOn(NewNotePage)
export class NoteDto {
  @Trimmed()
  @RuleList([{ code: 'noteLength', holds: (text) => text.length > 0 && text.length <= MOST, values: () => ({ most: MOST }) }])
  text = '';
}
