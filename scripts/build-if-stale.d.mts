export function buildIfStale(meanwhile?: () => Promise<void>): Promise<void>;
