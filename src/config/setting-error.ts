/**
 * Is thrown when a setting is missing or wrong. The message names the variable, the rule and the remedy and never the
 * value, which may be a secret in the wrong place.
 */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  constructor(
    readonly variable: string,
    readonly rule: string,
  ) {
    super(`${variable} ${rule}`);
  }
}

/** Carries every wrong setting of one start, so that an operator mends all of them at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingError[]) {
    super(problems.map((problem) => problem.message).join('\n'));
  }
}
