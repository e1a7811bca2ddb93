import { Body, Controller, Get, Optional, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser } from '../../auth/access/access.decorators.js';
import { NameSignal } from '../../auth/access/name-signal.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { fieldChanges } from '../../log/field-changes.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { EditProfilePage } from './edit-profile.page.js';
import { profileUser } from './profile-user.js';
import { ProfileDto } from './profile.dto.js';

@Controller('settings/profile')
export class EditProfileController {
  constructor(
    private readonly forms: FormPipe,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly flash: Flash,
    @Optional() private readonly nameSignal?: NameSignal,
  ) {}

  @Get()
  async show(@CurrentUser() user: Principal) {
    const { displayName, theme } = user;
    const json = { next: null, rules: this.forms.rulesOf(ProfileDto), user: profileUser(user) };
    // Whoever has saved a name comes back here.
    const data = { next: null, nameSignal: await this.nameSignal?.of(user) };
    return page(EditProfilePage, data, { json, values: { displayName, theme } });
  }

  /** What a program leaves out stays as it is. */
  @Post()
  async save(@Body() body: unknown, @CurrentUser() user: Principal, @Req() request: Request) {
    const { displayName, theme } = await this.forms.bind(ProfileDto, {
      displayName: user.displayName,
      theme: user.theme,
      ...Object(body),
    });
    const wanted = { displayName: displayName.normalize('NFC'), theme };
    const isSame = wanted.displayName === user.displayName && wanted.theme === user.theme;
    const changed = isSame ? user : await this.changes.changeInTransaction(user, (row) => void Object.assign(row, wanted));
    const changes = fieldChanges(user, changed, ['displayName', 'theme']);
    if (!isSame) this.events.announce('profile-changed', { accountId: user.id, changes });
    this.flash.add(request, 'profileSaved');
    return redirect('/settings/profile', { user: profileUser(changed) });
  }
}
