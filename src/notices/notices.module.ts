import { Global, Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { NoticeMail } from './notice.mail.js';
import { Notices } from './notices.service.js';
import { noticesTexts } from './notices.texts.js';

/** Lets every room that changes an account tell its person by mail. */
@Global()
@Module({ providers: [NoticeMail, Notices], exports: [NoticeMail, Notices] })
@Feature({ texts: noticesTexts })
export class NoticesModule {}
