import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { TextProvider } from '../../../src/http/responses/text-provider.js';
import { english, type Texts } from '../../../src/views/texts.js';
import { german } from './german.js';

@Injectable()
export class TwoLanguages extends TextProvider {
  for(request: Request): Texts {
    return request.acceptsLanguages(['en', 'de']) === 'de' ? german : english;
  }
}
