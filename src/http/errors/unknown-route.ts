import { NotFoundException } from '@nestjs/common';

/**
 * Is thrown where no route has the path, or not the method. It is Nest's own class, so that a filter of a team's for
 * `NotFoundException` hears of it, and it does not repeat the path, as Nest's does.
 */
export class UnknownRoute extends NotFoundException {
  override readonly name = 'UnknownRoute';
}
