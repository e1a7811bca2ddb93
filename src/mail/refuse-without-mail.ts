import type { Environment } from '../config/environment.js';

/**
 * Refuses a word of a setting that would do nothing, or stop everything, without mail. It is for production alone: in
 * development mails are kept and shown.
 */
export function refuseWithoutMail(env: Environment, variable: string, problem: string): void {
  const isMailed = ['MAIL_URL', 'MAIL_URL_FILE'].some((name) => env.read(name, '', String) !== '');
  if (!isMailed && env.read('NODE_ENV', '', String) === 'production') env.refuse(variable, problem);
}
