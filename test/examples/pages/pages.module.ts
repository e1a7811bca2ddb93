import { Module } from '@nestjs/common';
import { LoginFormPage } from '../../../src/auth/login/login.page.js';
import { Feature } from '../../../src/features/feature.js';
import { HomePage } from '../../../src/pages/home/home.page.js';
import { replacePage } from '../../../src/views/view.js';
import { AcmeLayout } from './acme.layout.js';
import { AcmeFront, AcmeLogin } from './acme.pages.js';

@Module({})
@Feature({
  layout: AcmeLayout,
  pages: [replacePage(HomePage, AcmeFront), replacePage(LoginFormPage, AcmeLogin)],
})
export class AcmePagesModule {}
