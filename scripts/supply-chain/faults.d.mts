export interface Repository {
  readonly lock: { lockfileVersion: number; packages: Record<string, Record<string, unknown>> };
  readonly manifest: { version: string; scripts: Record<string, string>; dependencies: Record<string, string> };
  npmrc: string;
  readonly policy: {
    licences: string[];
    licencesByReading: Record<string, { licence: string; seen: string }>;
    installScripts: Record<string, string>;
  };
  readonly floors: {
    package: string;
    least: string;
    advisories: string[];
    about: string;
    heldBack?: { version: string; because: string };
  }[];
}

export function faultsOf(repository: Repository): string[];
