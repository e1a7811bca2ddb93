import { encode } from 'uqr';

/** A reader needs a quiet zone of so many modules around the code (ISO/IEC 18004, 9.1). */
const QUIET_ZONE = 4;

/** CSS pixels for each module: a phone reads it from an arm's length. */
const MODULE_SIZE = 5;

/**
 * Shows a text as a QR code, as a part of the page: the Content-Security-Policy lets no picture of a `data:` address in.
 * The ground is white in every theme, because many apps do not read light modules on a dark ground.
 */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const side = size * MODULE_SIZE;
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={side}
      height={side}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={data.map(rowPath).join('')} fill="#000" />
    </svg>
  );
}

/** Draws each run of dark modules of a row as one rectangle. */
function rowPath(row: readonly boolean[], y: number): string {
  const modules = row.map((isDark) => (isDark ? '#' : ' ')).join('');
  return [...modules.matchAll(/#+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join('');
}
