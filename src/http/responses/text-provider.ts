import type { Request } from 'express';
import type { Texts } from '../../texts/texts.js';

/**
 * Provides the product's sentences. A team may provide its own (see docs/customising.md), chosen by the request's
 * language if it likes: flashes, field messages, error pages and links follow, those of the team's own modules too. A
 * code that it leaves out stays English.
 */
export abstract class TextProvider {
  abstract for(request: Request): Partial<Texts>;
}
