import { SetMetadata } from '@nestjs/common';
import { CROSS_SITE } from '../request-state.js';

/**
 * Lets requests of other sites come to one handler: a webhook, a callback. They come without their cookies, so that a
 * foreign page can never act in the name of whoever sits before it: the handler sees a guest, or whom a header signs
 * in.
 */
export const CrossSite = (): MethodDecorator => SetMetadata(CROSS_SITE, true);
