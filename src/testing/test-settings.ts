/**
 * What every product under test is started with, and the one place where throttles are switched off and hashing is
 * made cheap: nothing answers as for developers, and a whole test comes from one address. A test of a limit sets it.
 */
export const TEST_SETTINGS: Readonly<Record<string, string>> = {
  NODE_ENV: 'test',
  BCRYPT_COST: '4',
  LOG_LEVEL: 'silent',
  THROTTLE_ACCOUNT: 'off',
  THROTTLE_ADDRESS: 'off',
  THROTTLE_LOGIN: 'off',
  THROTTLE_REGISTER: 'off',
  THROTTLE_MAIL: 'off',
  THROTTLE_PASSKEY: 'off',
  THROTTLE_MAIL_ADDRESS: 'off',
};
