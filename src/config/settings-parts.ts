import { Environment, type RawEnvironment } from './environment.js';
import { type SettingError, SettingsError } from './setting-error.js';

/**
 * The settings of a module are a class that reads its variables in its constructor, with durations in milliseconds.
 * What it refuses (`env.refuse`, or an error of a parser) ends the start as any other wrong setting does.
 */
export type SettingsPart<Part extends object = object> = new (env: Environment) => Part;

/** A start goes on with this, but an operator should know of it. */
export interface SettingWarning {
  readonly message: string;
  readonly remedy: string;
}

/** What a warning may rest on besides what the part has read. */
export interface WarnedOf {
  readonly production: boolean;
  readonly publicUrl: URL;
}

/** A part with this method warns of what works but leaves a protection, or something that people can do, out. */
export interface WarningPart {
  warnings(settings: WarnedOf): readonly SettingWarning[];
}

/** A part with this field says for how many milliseconds somebody may come in, or be spared a step, by something of its module. */
export interface LifePart {
  readonly longestLife: number;
}

/** Keeps what modules read for themselves, each part once. */
export class SettingsParts {
  private readonly made = new Map<SettingsPart, object>();
  readonly #raw: RawEnvironment;

  constructor(raw: RawEnvironment) {
    this.#raw = raw;
  }

  /** Reads these parts and returns what is wrong with them. */
  read(parts: readonly SettingsPart[]): SettingError[] {
    return parts
      .filter((part) => !this.made.has(part))
      .flatMap((part) => {
        const env = new Environment(this.#raw);
        const made = new part(env);
        if (env.problems.length === 0) this.made.set(part, made);
        return env.problems;
      });
  }

  /**
   * Returns the parts by their classes, read now if they were not before. Throws a {@link SettingsError} with all
   * that is wrong in them.
   */
  of(parts: readonly SettingsPart[]): [SettingsPart, object | undefined][] {
    const problems = this.read(parts);
    if (problems.length > 0) throw new SettingsError(problems);
    return parts.map((part) => [part, this.made.get(part)]);
  }

  /** Returns what the parts that have been read warn of. */
  warnings(settings: WarnedOf): SettingWarning[] {
    return [...this.made.values()].flatMap((part) => (warns(part) ? part.warnings(settings) : []));
  }

  /** Returns the longest life that any of the parts which have been read gives to anything. */
  get longestLife(): number {
    return Math.max(0, ...[...this.made.values()].map((part) => (lasts(part) ? part.longestLife : 0)));
  }
}

function lasts(part: object): part is LifePart {
  return 'longestLife' in part && typeof part.longestLife === 'number';
}

function warns(part: object): part is WarningPart {
  return 'warnings' in part && typeof part.warnings === 'function';
}
