export interface Manifest {
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export function packagesIn(code: string): string[];
export function bundledPackages(
  lock: { readonly packages: Readonly<Record<string, Manifest>> },
  loaded?: readonly string[],
): string[];
