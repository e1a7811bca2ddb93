import { ServiceUnavailable } from '../../http/errors/service-unavailable.js';

/** Is thrown when other restores of a series take too long to wait for. The cookie stays good, and trying again helps. */
export class SeriesBusy extends ServiceUnavailable {
  override readonly name = 'SeriesBusy';
  /** While a store is away, which the log has said once, every restore but the first would be a warning. */
  override readonly level = 'info';

  constructor() {
    super('turn of a remember-me series');
  }
}
