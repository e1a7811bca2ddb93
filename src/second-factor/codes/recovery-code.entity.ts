import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const RecoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    /** This is the keyed hash of the code, bound to its account. */
    hash: p.string().length(43).primary().hidden(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    createdAt: p.datetime(),
    /** This is null until the code is used, which it is once. */
    usedAt: p.datetime().nullable(),
  },
});

/** A row is one of ten codes that stand in for a device that is lost. */
export class RecoveryCode extends RecoveryCodeSchema.class {}

RecoveryCodeSchema.setClass(RecoveryCode);

export { RecoveryCodeSchema };
