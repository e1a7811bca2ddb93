/** Joins records, and throws where two of them have a key in common. */
export function merged<Value>(kind: string, parts: readonly Readonly<Record<string, Value>>[]): Record<string, Value> {
  const entries = parts.flatMap((part) => Object.entries(part));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two modules bring a ${kind} called "${twice}"`);
  return Object.fromEntries(entries);
}

/** Returns the one value that there is, if there is any, and throws where there are two. */
export function only<Value>(kind: string, values: readonly (Value | undefined)[]): Value | undefined {
  const [first, second] = values.filter((value) => value !== undefined);
  if (second !== undefined) throw new Error(`two modules bring a ${kind}`);
  return first;
}
