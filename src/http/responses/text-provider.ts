import type { Request } from 'express';
import type { Texts } from '../../views/texts.js';

/**
 * Where the product's sentences come from. A team may provide its own (see docs/customising.md), chosen by
 * the request's language if it likes: flashes, field messages and error pages follow.
 */
export abstract class TextProvider {
  abstract for(request: Request): Texts;
}
