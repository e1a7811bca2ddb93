import { admin } from './admin/admin.ts';
import { audit } from './audit/audit.ts';
import { allocations } from './profile/allocations.ts';
import { against } from './compare/against.ts';
import { compare } from './compare/compare.ts';
import type { Options } from './options.ts';
import { doors } from './doors/doors.ts';
import { enumeration } from './enumeration/enumeration.ts';
import { guests } from './compare/guests.ts';
import { hashing } from './hashing/hashing.ts';
import { load } from './load/load.ts';
import { instances } from './scale/instances.ts';
import { logins } from './hashing/logins.ts';
import { mail } from './mail/mail.ts';
import { memory } from './compare/memory.ts';
import { outage } from './outage/outage.ts';
import { pictures } from './pictures/pictures.ts';
import { profile } from './profile/profile.ts';
import { revocation } from './revocation/revocation.ts';
import { rollingRestarts } from './rolling-restarts.ts';
import { scale } from './scale/scale.ts';
import { start } from './start/start.ts';

/** What `npm run bench -- <name>` runs. */
export const BENCHMARKS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  compare,
  guests,
  logins,
  admin,
  hashing,
  enumeration,
  doors,
  scale,
  instances,
  load: (options) => load({ minutes: options.quick ? 1.5 : 3, ...given(options) }),
  soak: (options) => load({ minutes: 30, ...given(options), name: 'soak' }),
  audit,
  mail,
  memory,
  outage,
  pictures,
  profile,
  allocations,
  revocation,
  'rolling-restarts': rollingRestarts,
  start,
  against,
};

function given({ quick, minutes }: Options): { quick: boolean; minutes?: number } {
  return minutes === undefined ? { quick } : { quick, minutes };
}
