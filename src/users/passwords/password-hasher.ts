import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { HashQueue } from './hash-queue.js';
import { parseStoredHash, pepperId, prehash, storedHash } from './password-scheme.js';

/** The alphabet of bcrypt's own base64: 53 of these make the salt and checksum of a valid string. */
const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Makes and checks stored password strings. All methods throw HashQueueFull under too much load. */
@Injectable()
export class PasswordHasher {
  private readonly peppers: ReadonlyMap<string, string>;
  private readonly currentPepper: string;
  private readonly cost: number;

  constructor(
    @Inject(SETTINGS) settings: Pick<Settings, 'passwordPeppers' | 'bcryptCost'>,
    private readonly queue: HashQueue,
  ) {
    this.peppers = new Map(settings.passwordPeppers.map((pepper) => [pepperId(pepper), pepper]));
    this.currentPepper = settings.passwordPeppers[0] ?? '';
    this.cost = settings.bcryptCost;
  }

  /** A string to store, under the present pepper and cost. */
  async hash(password: string, signal?: AbortSignal): Promise<string> {
    const input = prehash(password, this.currentPepper);
    const bcrypt = await this.queue.run({ input, cost: this.cost }, signal);
    return storedHash(String(bcrypt), this.currentPepper);
  }

  /**
   * Whether the password made the stored string. `null` stands for an account that does not exist: the
   * answer is false and costs one bcrypt of the present cost, as any password and any older hash do.
   */
  async matches(password: string, stored: string | null, signal?: AbortSignal): Promise<boolean> {
    const parsed = stored === null ? undefined : parseStoredHash(stored);
    const pepper = parsed?.pepperId === undefined ? undefined : this.peppers.get(parsed.pepperId);
    const isPlain = parsed !== undefined && parsed.pepperId === undefined;
    // Half of a surrogate pair would be hashed as U+FFFD is: two passwords for one account.
    const known = password.isWellFormed() && parsed !== undefined && (isPlain || pepper !== undefined);
    const input = isPlain ? password.normalize('NFC') : prehash(password, pepper ?? this.currentPepper);
    const against = known ? parsed.bcrypt : this.dummyHash();
    const equal = await this.queue.run({ input, against, cost: this.cost }, signal);
    return known && equal === true;
  }

  /** True when the string was made by an older cost, pepper or scheme. */
  needsRehash(stored: string): boolean {
    const parsed = parseStoredHash(stored);
    return parsed?.pepperId !== pepperId(this.currentPepper) || parsed.cost !== this.cost;
  }

  /** A valid bcrypt string of the present cost that no password is known for. */
  private dummyHash(): string {
    const characters = Array.from(randomBytes(53), (byte) => BCRYPT_ALPHABET[byte % 64]).join('');
    return `$2b$${String(this.cost).padStart(2, '0')}$${characters}`;
  }
}
