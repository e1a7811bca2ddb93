import { Module } from '@nestjs/common';
import { Feature } from '../../../src/features/feature.js';
import { LetterSchema } from './letter.entity.js';
import { LettersData } from './letters-data.js';
import { LettersSettings } from './letters.settings.js';
import { migrations } from './migrations/index.js';
import { ScansData } from './scans-data.js';

@Module({ providers: [LettersData, ScansData] })
@Feature({ entities: [LetterSchema], migrations, settings: LettersSettings })
export class LettersModule {}
