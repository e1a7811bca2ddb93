/** What can be wrong with a batch, in the words of `npm run audit -- verify`. */
export const FINDINGS = {
  'row changed': 'a row does not say what was sealed',
  'row removed': 'a sealed row is not there',
  'row inserted': 'there is a row that was never sealed here',
  'row moved': 'a row is not at its sealed place',
  'row emptied': 'a row was emptied, and no erasure of its account says so',
  'seal changed': 'the seal is not what was signed',
  'seal missing': 'the seal is not there, though later ones are',
  'seals missing at the end': 'seals that were made are not there: removed, or an older backup was put back',
  'chain broken': 'the seal does not follow the one before it',
  'unknown key': 'the signature is by a key that is not in AUDIT_KEY',
  'state changed': 'what the database says of the end of the chain is not what was signed',
  'anchor differs': 'the log has another hash of this seal: the chain was made anew, or an older backup was put back',
} as const;

export type FindingKind = keyof typeof FINDINGS;

/** This is wrong with a batch, by the number of its seal. */
export interface Finding {
  readonly batch: number;
  readonly kind: FindingKind;
  /** This is the id of a row, or its place in the batch. */
  readonly where?: string | undefined;
}

/** This is what a verification has found. `findings` are all of the first bad batch, or none. */
export interface Verdict {
  readonly seals: number;
  readonly rows: number;
  readonly findings: readonly Finding[];
  /** Rows of seals up to this one have expired. */
  readonly expired: number;
  /** Rows were emptied by erasures. */
  readonly erased: number;
  /** These wait for a seal, and since when the oldest does. */
  readonly unsealed: { readonly rows: number; readonly since: Date | undefined };
  /** Seals up to this one are signed by a key that is not known any more, and the chain of later ones holds them. */
  readonly heldByChain: number;
}

/** This limits or widens what is verified. */
export interface VerifyOptions {
  /** Only the last so many seals are looked at; undefined for all. */
  readonly last?: number;
  /** These hashes of seals stand in the log, by their numbers. */
  readonly anchors?: ReadonlyMap<number, string>;
}
