import { Injectable } from '@nestjs/common';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { type Outcome, page } from '../../http/responses/outcome.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokenPage } from '../../tokens/token-page.js';
import { PASSWORD_RESET } from './password-reset.mail.js';
import { PasswordResets } from './password-resets.service.js';
import { ResetPasswordDto } from './reset-password.dto.js';
import { ResetPasswordPage } from './reset-password.page.js';

/** Shows the form for a new password to whoever opens the mailed link. */
@Injectable()
export class ResetPasswordTokenPage extends TokenPage {
  readonly kind = PASSWORD_RESET;

  constructor(
    private readonly resets: PasswordResets,
    private readonly forms: FormPipe,
  ) {
    super();
  }

  async show(token: Token, text: string): Promise<Outcome> {
    const { username } = await this.resets.accountOf(token);
    const json = { next: null, username, rules: this.forms.rulesOf(ResetPasswordDto) };
    return page(ResetPasswordPage, { next: null, token: text, username }, { json });
  }
}
