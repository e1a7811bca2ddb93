import { Injectable, type Type } from '@nestjs/common';
import type { Request } from 'express';
import { Features } from '../../features/features.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { onPage } from '../../http/requests/on-page.js';
import { Flash } from '../../http/responses/flash.js';
import { type Outcome, page, redirect } from '../../http/responses/outcome.js';
import { AccountChanged } from '../../users/account-changes.service.js';
import type { Principal } from '../../users/principal/principal.js';
import { LastAdmin } from '../../users/last-admin.js';
import type { User } from '../../users/user.entity.js';
import { AccountDetails } from './account-details.js';
import type { Deed } from './account-deeds.js';
import { type DeedName, DeedPage, type DeedPageData } from './deed.page.js';
import type { DeedDto } from './deed.dto.js';
import { RepeatedDeeds } from './repeated-deeds.js';
import { shownAccount } from './shown-account.js';

interface Sent<Dto> {
  readonly name: DeedName;
  readonly id: string;
  readonly body: unknown;
  readonly request: Request;
  readonly dto: Type<Dto>;
}

/** Shows and takes the forms by which administrators act on an account: each asks for a reason. */
@Injectable()
export class DeedForms {
  constructor(
    private readonly details: AccountDetails,
    private readonly forms: FormPipe,
    private readonly repeated: RepeatedDeeds,
    private readonly flash: Flash,
    private readonly features: Features,
  ) {}

  async show(name: DeedName, id: string): Promise<Outcome> {
    const user = await this.details.find(id);
    return page(DeedPage, this.pageData(name, user), { values: { version: String(user.version) } });
  }

  /** Runs the deed once. Throws InvalidForm, AccountChanged, and what the deed throws. */
  async take<Dto extends DeedDto>(sent: Sent<Dto>, act: (user: User, deed: Deed, form: Dto) => Promise<void>): Promise<Outcome> {
    const { name, id, body, request, dto } = sent;
    const actor = request.user as Principal;
    return onPage(
      DeedPage,
      async () => this.pageData(name, await this.details.find(id)),
      async () => {
        const form = await this.forms.bind(dto, body);
        await this.repeated.once(request, async () => {
          const user = await this.details.find(id);
          if (id === actor.id && NOT_ONESELF.has(name)) throw refusal(form, 'adminNotOneself');
          const deed = { actor, reason: form.reason, version: versionOf(form, request) };
          await act(user, deed, form).catch((error: unknown) => this.onItsForm(error, id, form));
        });
        this.flash.add(request, 'adminDone');
        if (name === 'delete') return redirect('/admin/users', { account: null });
        return redirect(`/admin/users/${id}`, { account: shownAccount(await this.details.find(id)) });
      },
    );
  }

  /** Throws what keeps the deed from being done so that its form shows it, with what was typed. */
  private async onItsForm(error: unknown, id: string, form: DeedDto): Promise<never> {
    if (error instanceof LastAdmin) throw new InvalidForm(error.code, form);
    if (!(error instanceof AccountChanged)) throw error;
    // Whoever is told that somebody else was faster may decide again, for the account as it is now.
    const { version } = await this.details.find(id);
    throw new InvalidForm(error.code, Object.assign(form, { version: String(version) }));
  }

  /** Returns what the form of a deed shows. */
  pageData(deed: DeedName, user: User): DeedPageData {
    const others = this.features.roles.names.filter((role) => !user.roles.includes(role));
    const roles = deed === 'grant' ? others : deed === 'revoke' ? user.roles : [];
    return { deed, account: shownAccount(user), roles };
  }
}

/** There are the settings of one's own account for these. */
const NOT_ONESELF: ReadonlySet<DeedName> = new Set(['disable', 'enable', 'sign-out', 'reset-second-factor', 'delete']);

/** Refuses a deed that cannot be, on its form. */
export function refusal(form: DeedDto, code: string, field = 'reason'): InvalidForm {
  return new InvalidForm('validation_failed', form, { [field]: [{ code }] });
}

function versionOf({ version }: DeedDto, { headers }: Request): number | undefined {
  const seen = version === '' ? /^"(\d{1,9})"$/.exec(headers['if-match'] ?? '')?.[1] : version;
  return seen === undefined ? undefined : Number(seen);
}
