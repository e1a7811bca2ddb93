export const PACKAGES: readonly string[];
export function loadPackages(): Promise<void>;
