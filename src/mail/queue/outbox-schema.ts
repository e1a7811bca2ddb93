/** pg-boss takes no longer name of a schema, in bytes. */
const LONGEST = 50;

const ENDING = '_outbox';

/**
 * Returns the PostgreSQL schema in which waiting mails lie, beside the schema of the product's own tables: a queue's
 * tables have names (`job`, `schedule`) that a team may want for its own.
 */
export function outboxSchema(own: string): string {
  const plain = own.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
  return `${/^\d/.test(plain) ? '_' : ''}${plain}`.slice(0, LONGEST - ENDING.length) + ENDING;
}
