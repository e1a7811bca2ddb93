import { HttpException, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { type FaultReport, reportFault } from '../../faults/fault-report.js';
import { remedyFor } from '../../faults/remedies/remedies.js';
import { isForwardedFromOutside } from '../client/forwarded-client.js';
import { clientAddress } from '../client/trusted-proxies.js';
import { isPrivateAddress } from '../client/private-address.js';
import { Problem } from '../errors/problem.js';
import { secretsOf, shownRequest, type ShownRequest } from './shown-request.js';

/** What an answer tells a developer of an error: all of a fault, and of a refusal what probably helps. */
export type ShownFault = (FaultReport & { readonly request: ShownRequest }) | Pick<FaultReport, 'remedy'>;

/** Decides what an answer tells of an error besides what everybody may know. */
@Injectable()
export class ShownFaults {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'development'>) {}

  /**
   * Returns what a developer may see of this error, and undefined for everybody else: outside of development, and for
   * a client that is neither on this machine nor on a private network, should somebody forget NODE_ENV on a server, and
   * TRUST_PROXY too.
   */
  of(error: unknown, problem: { readonly code: string }, request: Request): ShownFault | undefined {
    if (!this.settings.development || !isNear(request)) return undefined;
    if (!isRefusal(error, problem)) return { ...reportFault(error, secretsOf(request)), request: shownRequest(request) };
    const remedy = remedyFor(error);
    return remedy === undefined ? undefined : { remedy };
  }
}

function isNear(request: Request): boolean {
  return isPrivateAddress(clientAddress(request)) && !isForwardedFromOutside(request.headers);
}

/** Whoever threw a refusal meant it; who wrote the page wants to know of everything else. */
function isRefusal(error: unknown, { code }: { readonly code: string }): boolean {
  if (code === 'internal_error') return false;
  return code !== 'service_unavailable' || error instanceof Problem || error instanceof HttpException;
}
