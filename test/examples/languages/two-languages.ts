import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { TextProvider } from '../../../src/http/responses/text-provider.js';
import type { Texts } from '../../../src/texts/texts.js';
import { german } from './german.js';

@Injectable()
export class TwoLanguages extends TextProvider {
  for(request: Request): Partial<Texts> {
    return request.acceptsLanguages(['en', 'de']) === 'de' ? german : {};
  }
}
