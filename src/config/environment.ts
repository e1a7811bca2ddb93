import { readFileSync } from 'node:fs';
import { SettingError } from './setting-error.js';

export type RawEnvironment = Readonly<Record<string, string | undefined>>;

/** Reads single variables; it collects what is wrong instead of stopping at the first. */
export class Environment {
  readonly problems: SettingError[] = [];

  constructor(private readonly raw: RawEnvironment) {}

  /** Returns the parsed variable, or `fallback` when it is unset or empty or (after noting it) wrong. */
  read<T>(variable: string, fallback: T, parse: (text: string) => T): T {
    const text = this.raw[variable];
    if (text === undefined || text === '') return fallback;
    return this.attempt(fallback, () => parse(text), variable);
  }

  /** Reads a value that may come from the file named by `<variable>_FILE` instead, as container secrets do. */
  secret<T>(variable: string, fallback: T, parse: (text: string) => T): T {
    const file = this.raw[`${variable}_FILE`];
    if (file === undefined || file === '') return this.read(variable, fallback, parse);
    if (this.raw[variable]) {
      this.refuse(variable, `and ${variable}_FILE are both set: keep one of them`);
      return fallback;
    }
    const text = this.file(`${variable}_FILE`, file);
    return text === undefined ? fallback : this.attempt(fallback, () => parse(text.trim()), `${variable}_FILE`);
  }

  /** Returns the text of a file that a variable names, checked. */
  fileNamedBy(variable: string, parse: (text: string) => string): string | undefined {
    return this.read<string | undefined>(variable, undefined, (path) => {
      const text = this.file(variable, path);
      return text === undefined ? undefined : parse(text);
    });
  }

  refuse(variable: string, rule: string): void {
    this.problems.push(new SettingError(variable, rule));
  }

  private file(variable: string, path: string): string | undefined {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      this.refuse(variable, 'names a file that cannot be read: check the path and its permissions');
      return undefined;
    }
  }

  private attempt<T>(fallback: T, parse: () => T, variable: string): T {
    try {
      return parse();
    } catch (error) {
      this.refuse(variable, error instanceof Error ? error.message : 'is not valid');
      return fallback;
    }
  }
}
