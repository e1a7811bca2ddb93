import { Module } from '@nestjs/common';
import { AuditRecorder } from './rows/audit-recorder.js';
import { AuditWriter } from './rows/audit-writer.js';
import { ErasedSubjects } from './rows/erased-subjects.js';

/** Writes rows of security events and does nothing else, which is all that the operator's commands need. */
@Module({ providers: [AuditRecorder, AuditWriter, ErasedSubjects], exports: [AuditRecorder, AuditWriter, ErasedSubjects] })
export class AuditTrailModule {}
