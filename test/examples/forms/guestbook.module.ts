import { Module } from '@nestjs/common';
import { GuestbookController } from './guestbook.controller.js';

@Module({ controllers: [GuestbookController] })
export class GuestbookModule {}
