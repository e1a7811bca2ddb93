import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { HashQueue, type HashRequest } from './hash-queue.js';
import { isWhollyCheckedByBcrypt, parseStoredHash, pepperId, prehash, type StoredHash, storedHash } from './password-scheme.js';
import { StoredCosts } from './stored-costs.js';

/** This is the alphabet of bcrypt's own base64: 53 of these make the salt and checksum of a valid string. */
const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An operator at a console needs no fair share, because nobody competes for that place. */
const OPERATOR: HashRequest = { account: 'operator', address: 'console', known: true };

/** Makes and checks stored password strings. All methods throw HashQueueFull under too much load. */
@Injectable()
export class PasswordHasher {
  private readonly peppers: ReadonlyMap<string, string>;
  private readonly currentPepper: string;
  private readonly cost: number;

  constructor(
    @Inject(SETTINGS) settings: Pick<Settings, 'passwordPeppers' | 'bcryptCost'>,
    private readonly queue: HashQueue,
    private readonly costs: StoredCosts,
  ) {
    this.peppers = new Map(settings.passwordPeppers.map((pepper) => [pepperId(pepper), pepper]));
    this.currentPepper = settings.passwordPeppers[0] ?? '';
    this.cost = settings.bcryptCost;
  }

  /** Makes a string to store, under the present pepper and cost. */
  async hash(password: string, request: HashRequest = OPERATOR): Promise<string> {
    const bcrypt = await this.queue.run({ inputs: [prehash(password, this.currentPepper)], cost: this.cost }, request);
    return storedHash(String(bcrypt), this.currentPepper);
  }

  /**
   * Tells whether the password made the stored string. `null` stands for an account that does not exist, and an
   * unreadable string is treated alike: the answer is false and costs as much as a wrong password of some account
   * does. A password that NFC changes costs two bcrypts, whoever it is tried for.
   */
  async matches(password: string, stored: string | null, request: HashRequest): Promise<boolean> {
    const parsed = stored === null ? undefined : this.readable(stored);
    // Half of a surrogate pair would be hashed as U+FFFD is, which would make two passwords for one account.
    const known = password.isWellFormed() ? parsed : undefined;
    const against = known?.bcrypt ?? this.dummyHash(this.costs.costFor(request.account));
    const equal = await this.queue.run({ inputs: this.inputs(password, known), against, cost: this.cost }, request);
    return known !== undefined && equal === true;
  }

  /**
   * Returns false for a string that no password can be compared with: of another form, too costly, or under a pepper
   * that is not set.
   */
  isReadable(stored: string): boolean {
    return this.readable(stored) !== undefined;
  }

  /**
   * Returns true when an older cost, pepper or scheme made a string that this password matches, so that it may be
   * replaced.
   */
  needsRehash(stored: string, password: string): boolean {
    const parsed = parseStoredHash(stored);
    if (parsed?.pepperId === undefined) return [password, password.normalize('NFC')].every(isWhollyCheckedByBcrypt);
    return parsed.pepperId !== pepperId(this.currentPepper) || parsed.cost !== this.cost;
  }

  /**
   * Plain strings were made of what was typed, which 22 keyboard layouts type in another form than NFC, so both forms
   * are tried.
   */
  private inputs(password: string, known: StoredHash | undefined): [string, ...string[]] {
    const composed = password.normalize('NFC');
    const isPlain = known !== undefined && known.pepperId === undefined;
    const pepper = this.peppers.get(known?.pepperId ?? '') ?? this.currentPepper;
    const own = isPlain ? password : prehash(password, pepper);
    return composed === password ? [own] : [own, isPlain ? composed : own];
  }

  private readable(stored: string): StoredHash | undefined {
    const parsed = parseStoredHash(stored);
    const isReadable = parsed?.pepperId === undefined || this.peppers.has(parsed.pepperId);
    return isReadable ? parsed : undefined;
  }

  /** Makes a valid bcrypt string that no password is known for. */
  private dummyHash(cost: number): string {
    const characters = Array.from(randomBytes(53), (byte) => BCRYPT_ALPHABET[byte % 64]).join('');
    return `$2b$${String(cost).padStart(2, '0')}$${characters}`;
  }
}
