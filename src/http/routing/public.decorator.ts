import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = Symbol('open to everyone');

/** Opens a handler, or all handlers of a controller, to people who are not signed in. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
