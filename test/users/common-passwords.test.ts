import { describe, expect, it } from 'vitest';
import { COMMON_PASSWORD_COUNT, isCommonPassword } from '../../src/users/passwords/common-passwords.js';

describe('the list of common passwords', () => {
  it('has at least 20,000 entries of eight characters or more', () => {
    expect(COMMON_PASSWORD_COUNT).toBeGreaterThanOrEqual(20_000);
  });

  it('is asked whole, whatever the case', () => {
    for (const common of ['password', 'PassWord1', '12345678', 'iloveyou', 'qwertyuiop'])
      expect(isCommonPassword(common)).toBe(true);
    for (const rare of ['password of mine', 'xpassword', 'a sentence is fine']) expect(isCommonPassword(rare)).toBe(false);
  });
});
