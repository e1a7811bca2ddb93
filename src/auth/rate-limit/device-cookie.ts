import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from '../../http/responses/cookies.js';
import type { User } from '../../users/user.entity.js';

/** One browser is known for at most so many accounts; the one that logged in longest ago makes room. */
const AT_MOST = 5;

/** The cookie lives 180 days, in milliseconds. */
const LIFE = 180 * 86_400_000;

/** These fields name an account in the cookie. */
export type DeviceOwner = Pick<User, 'id' | 'passwordVersion'>;

/**
 * An entry is a keyed hash of the account and its password's version, a random id of the device, and when it last
 * logged in.
 */
type KnownDevice = readonly [account: string, device: string, at: number];

/**
 * Says that this browser has logged in to an account before, and nothing else: it admits nobody, but gives the
 * browser a count of its own and a part of the hash queue. A new password voids it in every browser but the one in
 * which it was set.
 */
@Injectable()
export class DeviceCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>) {
    this.name = cookieName('device', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('device', settings.sessionSecrets);
  }

  /** Returns the device that this browser is for the account; undefined for a stranger. */
  deviceOf(request: Request, user: DeviceOwner): string | undefined {
    const accounts = this.accountHashes(user);
    return this.entries(request).find(([account]) => accounts.includes(account))?.[1];
  }

  /** Makes this browser a device of the account for 180 days, after a right password. */
  set(request: Request, response: Response, user: DeviceOwner): void {
    const accounts = this.accountHashes(user);
    const others = this.entries(request).filter(([account]) => !accounts.includes(account));
    const device = this.deviceOf(request, user) ?? randomBytes(16).toString('base64url');
    const own: KnownDevice = [accounts[0] ?? '', device, Date.now()];
    const value = this.signer.signJson([...others, own].slice(-AT_MOST));
    response.cookie(this.name, value, { ...this.attributes, maxAge: LIFE });
  }

  /** Reads the entries of the first cookie that we signed; a neighbour's cookie of this name is ignored. */
  private entries(request: Request): KnownDevice[] {
    const lists = cookiesOf(request, this.name).map((sent) => this.signer.verifyList(sent));
    return lists.find((list) => list !== null)?.filter(isLivingEntry) ?? [];
  }

  /** Computes the hash under each secret, the present one first. */
  private accountHashes({ id, passwordVersion }: DeviceOwner): string[] {
    return this.settings.sessionSecrets.map((secret) =>
      createHmac('sha256', secret).update(`device\n${id}\n${passwordVersion}`).digest('base64url').slice(0, 22),
    );
  }
}

function isLivingEntry(value: unknown): value is KnownDevice {
  if (!Array.isArray(value)) return false;
  const [account, device, at] = value as readonly unknown[];
  return typeof account === 'string' && typeof device === 'string' && typeof at === 'number' && at > Date.now() - LIFE;
}
