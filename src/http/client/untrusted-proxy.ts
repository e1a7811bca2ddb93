import type { NextFunction, Request, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import type { Logger } from '../../log/logger.js';
import { canonicalAddress } from './forwarded-address.js';
import { isPrivateAddress } from './private-address.js';
import { peerIsTrusted } from './trusted-proxies.js';

/**
 * Says once per process that a peer in our own network speaks for others and is not believed: there, a
 * forgotten TRUST_PROXY is likelier than a liar. What strangers claim is not worth a line.
 */
export function warnOfUntrustedProxy(logger: Logger, { publicUrl }: Pick<Settings, 'publicUrl'>) {
  let told = false;
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!told && request.headers['x-forwarded-for'] !== undefined) {
      const peer = canonicalAddress(request.socket.remoteAddress);
      told = isPrivateAddress(peer) && !peerIsTrusted(request);
      if (told) {
        logger.warn('X-Forwarded-For of a peer that is not trusted is ignored', {
          peer,
          remedy:
            `if ${peer} is your proxy, all visitors look like it and the login throttle may lock everybody out: ` +
            `set TRUST_PROXY to its address, and check with: npm run doctor -- ${publicUrl.origin}`,
        });
      }
    }
    next();
  };
}
