interface HourChartProps {
  readonly name: string;
  readonly title: string;
  /** This says in words what the bars show. */
  readonly description: string;
  readonly counts: readonly number[];
}

const BAR = 10;
const HEIGHT = 48;

/** Shows a count for each hour as bars. The page's table has the figures. */
export function HourChart({ name, title, description, counts }: HourChartProps) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      class="w-100 text-primary"
      viewBox={`0 0 ${counts.length * BAR} ${HEIGHT}`}
      role="img"
      aria-labelledby={`${name}-title ${name}-description`}
    >
      <title id={`${name}-title`}>{title}</title>
      <desc id={`${name}-description`}>{description}</desc>
      {counts.map((count, place) => {
        // Something is seen of a single one beside thousands, and a line of nothing at all.
        const height = count === 0 ? 1 : Math.max(3, Math.round((count / most) * HEIGHT));
        return <rect key={place} x={place * BAR + 1} y={HEIGHT - height} width={BAR - 2} height={height} fill="currentColor" />;
      })}
    </svg>
  );
}
