import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';

import { ownOrigins } from './own-origins.js';

const LONGEST = 2_048;

/**
 * Decides where people may be sent. The URL parser that browsers use judges an address, and what was judged is what
 * is sent: each part as the parser wrote it.
 */
@Injectable()
export class SafeRedirect {
  private readonly ours: ReadonlySet<string>;

  constructor(
    @Inject(SETTINGS)
    private readonly settings: Pick<Settings, 'publicUrl' | 'afterLoginPath' | 'allowedReturnHosts' | 'production' | 'port'>,
  ) {
    this.ours = ownOrigins(settings);
  }

  /**
   * Returns the address as it may be sent: a path of this site, or an absolute one on ALLOWED_RETURN_HOSTS; null for
   * any other.
   */
  check(address: unknown): string | null {
    if (typeof address !== 'string' || address === '' || address.length > LONGEST || !address.isWellFormed()) return null;
    // Browsers drop tabs and line breaks, and read a backslash before the query as a slash.
    if (/\p{Cc}|^[^?#]*\\/u.test(address) || !/^(\/(?!\/)|https?:\/\/)/i.test(address)) return null;
    const url = URL.parse(address, this.settings.publicUrl);
    if (url === null || url.username || url.password) return null;
    if (url.origin !== this.settings.publicUrl.origin) return this.mayReturnTo(url) ? url.href : null;
    // The path is not joined from its parts, because an empty query is one and would be lost.
    const path = url.href.slice(url.origin.length);
    return this.staysHere(path) ? path : null;
  }

  /** Returns the path of the page of this site that a form was sent from; null for any other. */
  checkReferer(referer: string | undefined): string | null {
    const url = URL.parse(referer ?? '');
    return url !== null && this.ours.has(url.origin) ? this.check(url.href.slice(url.origin.length)) : null;
  }

  /** Returns the address if it is safe, else the page that people see after a login. */
  orDefault(address: unknown): string {
    return this.check(address) ?? this.settings.afterLoginPath;
  }

  /** Does the same as {@link check}, but returns an absolute address: the browser may be on another host. */
  checkWhole(address: unknown): string | null {
    const safe = this.check(address);
    const whole = safe?.startsWith('/') === true ? this.settings.publicUrl.origin + safe : safe;
    return whole === null || whole.length > LONGEST ? null : whole;
  }

  /** Returns where a login page is opened: its own query is kept, and one on another host gets an absolute `next`. */
  loginAddress(loginPage: string, next: string | null): string {
    const url = new URL(loginPage, this.settings.publicUrl);
    const isOurs = url.origin === this.settings.publicUrl.origin;
    if (next === null) return isOurs ? url.pathname + url.search : url.href;
    const param = `next=${encodeURIComponent(isOurs ? next : this.settings.publicUrl.origin + next)}`;
    url.search = url.search === '' ? param : `${url.search}&${param}`;
    return isOurs ? url.pathname + url.search : url.href;
  }

  private mayReturnTo({ protocol, host, href }: URL): boolean {
    return protocol === 'https:' && this.settings.allowedReturnHosts.includes(host) && href.length <= LONGEST;
  }

  /** `/.//host` is a path of ours until it is written down: its normal form begins with two slashes. */
  private staysHere(path: string): boolean {
    if (path.length > LONGEST || /^\/(%[01][0-9a-f]|%7f)*([/\\]|%2f|%5c)/i.test(path)) return false;
    return URL.parse(path, this.settings.publicUrl)?.origin === this.settings.publicUrl.origin;
  }
}
