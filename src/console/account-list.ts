import { parseArgs } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type AccountFilter, UsersService } from '../users/users.service.js';
import { rolesOf, stateOf } from './told.js';

/** A page has so many accounts unless the operator says otherwise, and at most so many. */
const PAGE = 50;
const MOST = 500;

const OPTIONS = {
  state: { type: 'string' },
  match: { type: 'string' },
  after: { type: 'string' },
  limit: { type: 'string' },
} as const;

/** Lists accounts, a page at a time, in the order of their names. */
@Injectable()
export class AccountList {
  constructor(private readonly users: UsersService) {}

  /**
   * Returns a page as lines of tab-separated username, e-mail, state, time of making and roles; under a page that is not the
   * last stands how to go on. Returns undefined when the options are none of ours.
   */
  async page(args: readonly string[]): Promise<string | undefined> {
    const filter = filterOf(args);
    if (filter === undefined) return undefined;
    const found = await this.users.list({ ...filter, limit: filter.limit + 1 });
    const shown = found.slice(0, filter.limit);
    const lines = shown.map(({ username, email, active, createdAt, roles }) =>
      [username, email, stateOf(active), createdAt.toISOString(), rolesOf(roles)].join('\t'),
    );
    const last = found.length > shown.length ? shown.at(-1)?.username : undefined;
    return [...lines, ...(last === undefined ? [] : [`There are more: --after ${last}`]), ''].join('\n');
  }
}

function filterOf(args: readonly string[]): (AccountFilter & { readonly limit: number }) | undefined {
  try {
    const { state, match, after, limit = String(PAGE) } = parseArgs({ args: [...args], options: OPTIONS }).values;
    const known = state === undefined || state === 'active' || state === 'disabled';
    if (!known || !/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MOST) return undefined;
    return { active: state === undefined ? undefined : state === 'active', match, after, limit: Number(limit) };
  } catch {
    // An option that is not ours.
    return undefined;
  }
}
