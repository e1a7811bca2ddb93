import type { Frame } from './cpu-profile.ts';

export interface SelfTime {
  readonly what: string;
  /** Share of all time that was not idle, 0 to 1. */
  readonly share: number;
}

/** Where time was spent itself, the most first: by what `key` tells of a frame. */
export function selfTimes(root: Frame, key: (frame: Frame) => string): SelfTime[] {
  const sums = new Map<string, number>();
  const visit = (frame: Frame): void => {
    sums.set(key(frame), (sums.get(key(frame)) ?? 0) + frame.self);
    frame.children.forEach(visit);
  };
  visit(root);
  const all = totalOf(root);
  return [...sums].map(([what, time]) => ({ what, share: time / all })).sort((a, b) => b.share - a.share);
}

export function totalOf(frame: Frame): number {
  return frame.children.reduce((sum, child) => sum + totalOf(child), frame.self);
}
