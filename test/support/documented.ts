import { readFileSync } from 'node:fs';

/** The blocks of a document that are in this language: tests run what operators are told to run. */
export function documented(file: string, language: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language).map(([, , block = '']) => block);
}
