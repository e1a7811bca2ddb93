import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentUser } from '../../../src/auth/access/access.decorators.js';
import { InvalidForm } from '../../../src/http/errors/invalid-form.js';
import { FormPipe } from '../../../src/http/requests/form.pipe.js';
import { onPage } from '../../../src/http/requests/on-page.js';
import { page, redirect } from '../../../src/http/responses/outcome.js';
import type { Principal } from '../../../src/users/principal/principal.js';
import { ErrandDto } from './errand.dto.js';
import { ErrandsPage } from './errands.page.js';

@Controller('errands')
export class ErrandsController {
  /** By account; a real one asks a table. */
  private readonly errands = new Map<string, readonly string[]>();

  constructor(private readonly forms: FormPipe) {}

  @Get()
  show(@CurrentUser() user: Principal) {
    return page(ErrandsPage, this.of(user));
  }

  @Post()
  add(@Body() body: unknown, @CurrentUser() user: Principal) {
    return onPage(
      ErrandsPage,
      () => this.of(user),
      async () => {
        const form = await this.forms.bind(ErrandDto, body);
        const { errands } = this.of(user);
        if (errands.includes(form.errand)) {
          throw new InvalidForm('validation_failed', form, { errand: [{ code: 'That is on the list already' }] });
        }
        this.errands.set(user.id, [...errands, form.errand]);
        return redirect('/errands', { errand: form.errand });
      },
    );
  }

  private of({ id }: Principal) {
    return { errands: this.errands.get(id) ?? [] };
  }
}
