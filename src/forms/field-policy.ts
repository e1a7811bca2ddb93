/** Field rules need to know this of the installation; the form pipe sets it on every DTO. */
export interface FieldPolicy {
  readonly passwordMinLength: number;
  /** The site is called so by its address; none of these may be a password. */
  readonly siteNames: readonly string[];
}

const POLICY = Symbol('FieldPolicy');

export function attachPolicy(dto: object, policy: FieldPolicy): void {
  Object.defineProperty(dto, POLICY, { value: policy });
}

/** Throws when the DTO was not made by the form pipe: rules without their numbers must not pass. */
export function policyOf(dto: object): FieldPolicy {
  const policy: unknown = Reflect.get(dto, POLICY);
  if (!isPolicy(policy)) throw new Error('this DTO was not bound by the form pipe');
  return policy;
}

function isPolicy(value: unknown): value is FieldPolicy {
  return typeof value === 'object' && value !== null && 'passwordMinLength' in value && 'siteNames' in value;
}
