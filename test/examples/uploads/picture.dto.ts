import { RuleList, Trimmed } from '../../../src/forms/rule-list.js';
import { ShownOn } from '../../../src/http/errors/shown-on.decorator.js';
import { PicturePage } from './picture.page.js';

@ShownOn(PicturePage)
export class PictureDto {
  @Trimmed()
  @RuleList([{ code: 'Please give it a title', holds: (text) => text !== '' }])
  title = '';
}
