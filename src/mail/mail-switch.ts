import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { MailSettings } from './mail.settings.js';

/** Says what becomes of mails here: they are sent, kept for a developer, or there are none. */
@Injectable()
export class MailSwitch {
  readonly isSent: boolean;
  readonly isKept: boolean;
  /** Only a developer reads kept mails over HTTP; tests read the files. */
  readonly isShown: boolean;

  constructor(mail: MailSettings, @Inject(SETTINGS) { production, development }: Pick<Settings, 'production' | 'development'>) {
    this.isSent = mail.server !== undefined;
    this.isKept = !this.isSent && !production;
    this.isShown = this.isKept && development;
  }

  get isOn(): boolean {
    return this.isSent || this.isKept;
  }
}
