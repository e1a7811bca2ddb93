import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { PicturePage } from './picture.page.js';

/** The form has no field but the file, which no rule of a text can judge. */
@ShownOn(PicturePage)
export class PictureDto {}
