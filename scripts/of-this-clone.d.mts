export function ofThisClone(name: string, folder?: string): string;
export function livesIn(file: string): boolean;
