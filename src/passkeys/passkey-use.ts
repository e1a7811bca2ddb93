import { EntityManager, LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../database/unit-of-work.js';
import type { VisitorFacts } from '../http/responses/visitor-facts.js';
import { Notices } from '../notices/notices.service.js';
import { AccountEvents } from '../users/account-events.js';
import { User } from '../users/user.entity.js';
import { PasskeyRefused } from './ceremony/passkey-refused.js';
import { saysCloned } from './ceremony/signature-counter.js';
import type { VerifiedSignature } from './ceremony/verification.js';
import { Passkey } from './passkey.entity.js';

/** Notes each use of a passkey, and finds out when two authenticators hold one key. */
@Injectable()
export class PasskeyUse {
  constructor(
    private readonly em: EntityManager,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Notes a good signature. Throws {@link PasskeyRefused} where its counter has not risen, which is an event and a
   * mail, and where the passkey is gone. The row is locked meanwhile, so of one counter sent twice at once one passes.
   */
  async note({ id }: Passkey, signature: VerifiedSignature, by: VisitorFacts): Promise<void> {
    const clonedOf = await unitOfWork(this.em).transactional(async (em) => {
      const passkey = await em.findOne(Passkey, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (passkey === null) throw new PasskeyRefused('unknown passkey');
      // An authenticator does not change its mind about copies (WebAuthn Level 3, 6.1.3).
      if (passkey.backupEligible !== signature.backupEligible) throw new PasskeyRefused('backup flags');
      if (saysCloned(Number(passkey.counter), signature.counter)) {
        const user = await em.findOneOrFail(User, { id: passkey.user });
        await this.notices.put(em, user, 'passkeyCloned', by);
        return passkey.user;
      }
      Object.assign(passkey, { counter: signature.counter, backedUp: signature.backedUp, lastUsedAt: new Date() });
      return null;
    });
    if (clonedOf === null) return;
    this.events.announce('passkey-cloned', { accountId: clonedOf });
    throw new PasskeyRefused('counter');
  }
}
