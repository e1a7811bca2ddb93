/**
 * How well a classifier that sees only the times tells two kinds apart (Mann and Whitney): 0.5 is guessing,
 * 1 is certainty. The better of both directions.
 */
export function areaUnderCurve(ones: readonly number[], others: readonly number[]): number {
  const all = [...ones.map((time) => ({ time, mine: true })), ...others.map((time) => ({ time, mine: false }))];
  all.sort((a, b) => a.time - b.time);
  let ranks = 0;
  for (const [rank, { mine }] of all.entries()) if (mine) ranks += rank + 1;
  const area = (ranks - (ones.length * (ones.length + 1)) / 2) / (ones.length * others.length);
  return Math.max(area, 1 - area);
}
