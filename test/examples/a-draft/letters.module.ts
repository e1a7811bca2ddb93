import { Module } from '@nestjs/common';
import { LettersController } from './letters.controller.js';

@Module({ controllers: [LettersController] })
export class LettersModule {}
