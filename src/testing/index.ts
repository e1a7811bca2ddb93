/** What a team's tests begin with (docs/guides/testing.md). Nothing of the product imports it, and images do not have it. */
export { Authenticator, authenticator } from './authenticator.js';
export { clock, type Clock } from './clock.js';
export { Mailbox, ReceivedMail } from './mailbox.js';
export { logIn, PASSWORD, type Person, register, signIn, SignedInVisitor, someone } from './person.js';
export { type As, productFixtures, storageStateFor, userAgentOf } from './playwright.js';
export { Product, type ProductOptions, startProduct } from './product.js';
export type { SignedInOptions } from './signed-in.js';
export { freshStorage, onServers, type Environment, type Storage } from './storage.js';
export { TEST_SETTINGS } from './test-settings.js';
export { type Answer, type Format, FORMATS, Visitor } from './visitor.js';
