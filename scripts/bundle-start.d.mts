export interface BuiltFile {
  readonly target: string;
  readonly code: string;
  readonly map?: string;
}
export function bundleStart(entry: string, built: readonly BuiltFile[]): Promise<[name: string, content: string][]>;
