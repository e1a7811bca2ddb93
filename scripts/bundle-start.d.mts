export const BUNDLE: string;
export interface BuiltFile {
  readonly target: string;
  readonly code: string;
  readonly map?: string;
}
export function bundleStart(
  entry: string,
  built: readonly BuiltFile[],
  packages?: readonly string[],
): Promise<[name: string, content: string][]>;
