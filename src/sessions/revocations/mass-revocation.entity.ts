import { defineEntity, p } from '@mikro-orm/core';

const MassRevocationSchema = defineEntity({
  name: 'MassRevocation',
  tableName: 'mass_revocations',
  properties: {
    id: p.uuid().primary(),
    /** Sessions and series that began before this time are meant; one that began at it is not. */
    before: p.datetime(),
    role: p.string().length(64).nullable(),
    /** These had the role when it was made: who loses it since is meant all the same. Null where they were too many to keep. */
    roleHolders: p.array().columnType('uuid[]').nullable(),
    method: p.string().length(40).nullable(),
    /** This is a network in CIDR notation, as it was understood. */
    network: p.string().length(49).nullable(),
    /** These are the only accounts that are meant; null means all of them. */
    users: p.array().columnType('uuid[]').nullable(),
    /** People whose session it ends are told this; without one they are told that the operator has done it. */
    reason: p.string().length(500).nullable(),
    /** So much was counted beforehand by whoever made it; null where nobody counted to the end. */
    countedSessions: p.integer().nullable(),
    countedSeries: p.integer().nullable(),
    createdAt: p.datetime(),
    /** This is `operator` for the console, else the id of the account that did it. */
    createdBy: p.string().length(64),
    /** By then every session and series that it can end has expired. */
    expiresAt: p.datetime().index(),
  },
});

/** A row is a condition by which sessions and remember-me series are over, wherever they are read. */
export class MassRevocation extends MassRevocationSchema.class {}

MassRevocationSchema.setClass(MassRevocation);

export { MassRevocationSchema };
