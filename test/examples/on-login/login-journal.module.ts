import { Module } from '@nestjs/common';
import { LoginJournal } from './login-journal.js';

@Module({ providers: [LoginJournal] })
export class LoginJournalModule {}
