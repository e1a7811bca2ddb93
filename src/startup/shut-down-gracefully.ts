import type { INestApplication } from '@nestjs/common';

/** The hard end, in milliseconds: what is not done by then is cut off. */
const PATIENCE = 10_000;

/** On SIGTERM or SIGINT: no new requests, those under way end, then the stores close; exit code 0. */
export function shutDownGracefully(app: INestApplication, drain: () => void): void {
  const shutDown = (): void => {
    setTimeout(() => process.exit(1), PATIENCE).unref();
    drain();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', shutDown);
  process.once('SIGINT', shutDown);
}
