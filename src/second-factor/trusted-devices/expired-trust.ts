import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { TrustedDevice } from './trusted-device.entity.js';

/** Removes devices whose trust has expired. */
@Injectable()
export class ExpiredTrust extends ExpiringRows {
  constructor(private readonly em: EntityManager) {
    super();
  }

  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const rows = await em.find(TrustedDevice, { expiresAt: { $lte: new Date() } }, { fields: ['id'], limit: atMost });
    await em.nativeDelete(TrustedDevice, { id: { $in: rows.map(({ id }) => id) } });
  }
}
