import type { SessionRecord } from '../record/session-record.js';
import type { Series } from '../remember-me/series.entity.js';
import type { ConditionAccount, Judged } from './condition.js';

type JudgedSession = Pick<SessionRecord, 'signedInAt' | 'series' | 'seriesBegunAt' | 'authentications' | 'address'>;

/**
 * Returns what a mass revocation judges of a session. One that a series stands behind began with it: otherwise
 * whoever has stolen a remember-me cookie would go on in the session that the cookie has begun since.
 */
export function judgedSession(record: JudgedSession, account: ConditionAccount): Judged {
  const methods = record.authentications.map(({ method }) => method);
  return { begunAt: beginOf(record), methods, address: record.address, account };
}

/** Does the same for a series. It does not keep by what the person had authenticated when it began. */
export function judgedSeries({ createdAt, address }: Pick<Series, 'createdAt' | 'address'>, account: ConditionAccount): Judged {
  return { begunAt: createdAt.getTime(), methods: [], address, account };
}

/** Does the same for the trust in a device, of which nothing but its beginning is known. */
export function judgedTrust({ createdAt }: { readonly createdAt: Date }, account: ConditionAccount): Judged {
  return { begunAt: createdAt.getTime(), methods: [], address: '', account };
}

function beginOf({ signedInAt, series, seriesBegunAt }: JudgedSession): number {
  if (series === null) return signedInAt;
  // Records of earlier builds do not tell; what is uncertain counts as begun long ago.
  return typeof seriesBegunAt === 'number' ? Math.min(signedInAt, seriesBegunAt) : 0;
}
