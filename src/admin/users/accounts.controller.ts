import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { Features } from '../../features/features.js';
import type { Permission } from '../../features/role-catalogue.js';
import { oneOf, textOf } from '../../http/requests/list-query.js';
import { csvFile } from '../../http/responses/csv.js';
import { page } from '../../http/responses/outcome.js';
import { Outbox } from '../../mail/outbox.js';
import { ADMIN } from '../../features/role-catalogue.js';
import { Permissions } from '../../roles/permissions.service.js';
import { Can } from '../../roles/roles.decorators.js';
import type { Principal } from '../../users/principal/principal.js';
import { Exports } from '../exports/exports.service.js';
import { AccountDetails } from './account-details.js';
import { cursorOf } from './account-order.js';
import { AccountPage } from './account.page.js';
import { readAccountQuery } from './account-query.js';
import { AccountsPage } from './accounts.page.js';
import { csvLines } from './accounts-csv.js';
import { type DeedName, DEEDS } from './deed.page.js';
import { FoundAccounts } from './found-accounts.js';

/** A page has so many accounts. */
const SHOWN = 50;

/** Each deed needs this permission. */
const NEEDED: Readonly<Record<DeedName, Permission>> = {
  disable: 'users.disable',
  enable: 'users.disable',
  'sign-out': 'users.sign-out',
  'send-reset': 'users.send-reset',
  'reset-second-factor': 'users.reset-second-factor',
  grant: 'users.roles',
  revoke: 'users.roles',
  impersonate: 'users.impersonate',
  delete: 'users.delete',
};

/** Shows administrators accounts: who is there, and all that may be seen of one. */
@Controller('admin/users')
@Can('users.read')
@FreshLogin()
@SecondFactor({ onlyIfSetUp: true })
export class AccountsController {
  constructor(
    private readonly found: FoundAccounts,
    private readonly exports: Exports,
    private readonly details: AccountDetails,
    private readonly permissions: Permissions,
    private readonly outbox: Outbox,
    private readonly features: Features,
  ) {}

  /** `format=csv` has all accounts of the filter as a file, in the order of the list. */
  @Get()
  async list(@Query() query: Record<string, unknown>, @Req() request: Request) {
    const { filter, order, after, typed } = readAccountQuery(query);
    if (oneOf(['csv'], 'format', textOf(query, 'format') || undefined) === 'csv') {
      const isAllowed = (user: Principal): boolean => this.permissions.can(user, 'users.read');
      const pages = this.found.pages(filter, order);
      return csvFile('accounts.csv', csvLines(this.exports.items(request, { list: 'accounts', typed, pages, isAllowed })));
    }
    const { accounts, next } = await this.found.page(filter, order, after, SHOWN);
    const cursor = next === null ? null : cursorOf(order, next);
    const data = {
      accounts,
      next: cursor,
      isFirst: after === undefined,
      query: new URLSearchParams(typed).toString(),
      roles: this.features.roles.names,
    };
    return page(AccountsPage, data, { json: { accounts, next: cursor }, values: typed });
  }

  @Get(':id')
  async show(@Param('id') id: string, @CurrentUser() user: Principal, @Req() request: Request) {
    const found = await this.details.of(id, request);
    const { state, roles } = found.account;
    const { codes, passkeys } = found.factors;
    const isSensible = (deed: DeedName): boolean => {
      if (deed === 'enable') return state === 'disabled';
      if (deed === 'disable') return state !== 'disabled';
      if (deed === 'send-reset') return this.outbox.isOpen && state === 'active';
      if (deed === 'reset-second-factor') return codes || passkeys > 0;
      if (deed === 'impersonate') return state === 'active' && id !== user.id && !roles.includes(ADMIN);
      return deed !== 'revoke' || roles.length > 0;
    };
    const deeds = DEEDS.filter((deed) => isSensible(deed) && this.permissions.can(user, NEEDED[deed]));
    return page(AccountPage, { ...found, deeds }, { json: found });
  }
}
