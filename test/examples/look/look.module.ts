import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { LiveController } from './live.controller.js';

@Module({ controllers: [LiveController] })
@Feature({
  look: {
    siteName: 'ACME',
    folder: new URL('./public/', import.meta.url),
    logo: { file: 'logo.svg', width: 40, height: 28 },
    favicon: 'favicon.svg',
    stylesheets: ['acme.css'],
    scripts: ['acme.js'],
  },
  contentSecurityPolicy: { 'img-src': ['https://images.example.org'] },
})
export class LookModule {}
