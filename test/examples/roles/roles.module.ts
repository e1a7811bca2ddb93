import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { ReportsController } from './reports.controller.js';
import { reportsRoles } from './reports.roles.js';

declare module '../../../src/texts/texts.js' {
  interface TextCatalogue {
    reportsLink: string;
  }
}

@Module({ controllers: [ReportsController] })
@Feature({
  roles: reportsRoles,
  texts: { reportsLink: 'Reports' },
  navigation: [{ label: 'reportsLink', path: '/reports', order: 160, role: 'auditor' }],
})
export class RolesModule {}
