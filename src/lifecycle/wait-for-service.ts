import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../log/describe-error.js';
import type { Logger } from '../log/logger.js';
import { isRefusedCertificate } from './refused-certificate.js';
import { StartError } from './start-error.js';
import { shutdownRequested } from './shutdown.js';

/** A start waits so many milliseconds for a service that cannot be reached. */
export const START_PATIENCE = 30_000;

const PAUSE = 500;

/** The system says these of the path of a socket that is none, or that this user may not open: waiting does not mend it. */
const NO_PATH = ['EACCES', 'EPERM', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL', 'ELOOP'];

export interface Service {
  /** This is a name such as `PostgreSQL at db.example.org:5432`, without user and password. */
  readonly name: string;
  /** This is the variable to look at when the service stays away. */
  readonly setting: string;
  /** This is the variable that names the authority whose certificates are trusted. */
  readonly authoritySetting: string;
  readonly reach: () => Promise<void>;
  /** Returns true when waiting cannot help, as with a refused password. */
  readonly isHopeless?: (error: unknown) => boolean;
}

/**
 * Waits until the service answers, and logs once that it waits. Throws a {@link StartError} after 30 s or when
 * waiting is hopeless, and an AbortError when the process is told to stop.
 */
export async function waitForService(service: Service, logger: Logger): Promise<void> {
  const giveUpAt = Date.now() + START_PATIENCE;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await service.reach();
    } catch (error) {
      if (error instanceof StartError) throw error;
      const { code = 'no answer', says } = describeError(error);
      const reason = [code, says].filter((part) => part !== undefined).join(': ');
      if (isRefusedCertificate(error)) {
        throw new StartError(
          `${service.name} shows a certificate that is refused (${reason}): it must be signed by a public authority or by the ` +
            `one that ${service.authoritySetting} names, and be made out to the host as ${service.setting} names it`,
        );
      }
      if (service.isHopeless?.(error) === true) {
        throw new StartError(`${service.name} refuses us (${reason}): check ${service.setting}`);
      }
      if (NO_PATH.includes(String(code))) {
        throw new StartError(`${service.name} cannot be opened (${code}): check ${service.setting}, and the rights of that path`);
      }
      if (Date.now() > giveUpAt) {
        throw new StartError(`${service.name} cannot be reached (${reason}): start it, or check ${service.setting}`);
      }
      if (attempt === 1) logger.warn(`waiting for ${service.name}`, { reason });
      await sleep(PAUSE, undefined, { signal: shutdownRequested });
    }
  }
}
