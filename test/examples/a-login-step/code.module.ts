import { Module } from '@nestjs/common';
import { CodeController } from './code.controller.js';
import { CodeStep } from './code.step.js';

@Module({ controllers: [CodeController], providers: [CodeStep] })
export class CodeModule {}
