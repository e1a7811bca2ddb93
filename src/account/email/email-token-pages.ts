import { Injectable } from '@nestjs/common';
import { type Outcome, page } from '../../http/responses/outcome.js';
import type { View } from '../../views/view.js';
import type { Token } from '../../tokens/token.entity.js';
import { TokenPage } from '../../tokens/token-page.js';
import { EMAIL_CHANGE } from './email-change.mail.js';
import { EMAIL_UNDO } from './email-changed.mail.js';
import { EmailConfirmations } from './email-confirmations.service.js';
import { EmailUndo } from './email-undo.service.js';
import { ConfirmEmailPage, type EmailLinkPageData } from './confirm-email.page.js';
import { UndoEmailPage } from './undo-email.page.js';

/** Shows the button that changes an address to whoever opens the link that was mailed to it. */
@Injectable()
export class EmailChangeTokenPage extends TokenPage {
  readonly kind = EMAIL_CHANGE;

  constructor(private readonly confirmations: EmailConfirmations) {
    super();
  }

  async show(token: Token, text: string): Promise<Outcome> {
    const { user, change } = await this.confirmations.changeOf(token);
    return linkPage(ConfirmEmailPage, text, user.username, change.email);
  }
}

/** Shows the button that takes a change back to whoever opens the link that was mailed to the old address. */
@Injectable()
export class EmailUndoTokenPage extends TokenPage {
  readonly kind = EMAIL_UNDO;

  constructor(private readonly undos: EmailUndo) {
    super();
  }

  async show(token: Token, text: string): Promise<Outcome> {
    const { user, former } = await this.undos.formerOf(token);
    return linkPage(UndoEmailPage, text, user.username, former.email);
  }
}

function linkPage(view: View<EmailLinkPageData>, token: string, username: string, email: string): Outcome {
  return page(view, { next: null, token, username, email }, { json: { next: null, username, email } });
}
