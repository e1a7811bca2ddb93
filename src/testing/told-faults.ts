import type { INestApplication } from '@nestjs/common';
import { reportFault, reportLines } from '../faults/fault-report.js';
import { Logger } from '../log/logger.js';

/**
 * Tells on standard error what a handler or a job has thrown, with its line and what probably helps: the answer of a
 * test's product says no more than 500, as to people, and its log is silent.
 */
export function tellFaults(app: INestApplication): void {
  const logger = app.get(Logger);
  const fault = logger.fault.bind(logger);
  logger.fault = (message, error, fields, secrets) => {
    console.error([message, ...reportLines(reportFault(error, secrets?.()))].join('\n'));
    fault(message, error, fields, secrets);
  };
}
