/**
 * Is thrown when PostgreSQL or Redis has not served a call, or is known to be away and was not asked. The breaker has
 * told the log.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  /** This survives the ORM, which copies an error's fields into one of another class. */
  readonly code = 'STORE_UNAVAILABLE';

  constructor(store: string, options?: ErrorOptions) {
    super(`${store} is away`, options);
  }
}
