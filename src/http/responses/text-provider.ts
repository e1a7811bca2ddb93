import type { Request } from 'express';
import type { Texts } from '../../texts/texts.js';

/**
 * Provides words for one request in the place of those of its language, chosen by what a team likes: an area, a
 * tenant. Whole languages are brought by `languages` of `@Feature`. A code that it leaves out stays as the language has
 * it.
 */
export abstract class TextProvider {
  abstract for(request: Request): Partial<Texts>;
}
