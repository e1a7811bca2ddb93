export interface Line {
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A level that is drawn across, such as a goal. */
  readonly mark?: { readonly value: number; readonly title: string };
}

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [860, 420, 60, 46, 330, 44];
const COLOURS = ['#1f6fb4', '#d1495b', '#2e8b57', '#8a5cb8', '#c77c11', '#4b5563', '#0e9aa7'];

/** Lines over a logarithmic x, y from 0, as one SVG without script or font of its own. */
export function lineChart({ title, lines, mark }: Chart): string {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const top = 1.15 * Math.max(...lines.flatMap(({ points }) => points.map(([, y]) => y)), mark?.value ?? 0);
  const [low, high] = [Math.log10(Math.min(...xs)), Math.log10(Math.max(...xs))];
  const at = (x: number) => LEFT + ((Math.log10(x) - low) / (high - low || 1)) * (WIDTH - LEFT - RIGHT);
  const up = (y: number) => HEIGHT - BOTTOM - (y / top) * (HEIGHT - TOP - BOTTOM);
  const parts = [
    text(LEFT, 22, title, 'font-size="15" font-weight="600"'),
    ...steps(top).map((y) => level(up(y), y.toFixed(2).replace(/0$/, ''), '#d8dce2')),
    ...[...new Set(xs)].map((x) => text(at(x), HEIGHT - 18, x.toLocaleString('en-GB'), 'text-anchor="middle"')),
    ...(mark === undefined ? [] : [level(up(mark.value), '', '#b00020', '6 4'), text(LEFT + 8, up(mark.value) - 6, mark.title)]),
    ...lines.flatMap((line, place) => drawn(line, place, { at, up })),
  ];
  const box = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
  const style =
    '<style>text { font: 12px system-ui, sans-serif; fill: #1f2933 }</style><rect width="100%" height="100%" fill="#fff"/>';
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${box}><title>${title}</title>${style}\n${parts.join('\n')}\n</svg>\n`;
}

interface Scales {
  readonly at: (x: number) => number;
  readonly up: (y: number) => number;
}

function drawn({ title, points }: Line, place: number, { at, up }: Scales): string[] {
  const colour = COLOURS[place % COLOURS.length];
  const places = points.map(([x, y]) => `${at(x).toFixed(1)},${up(y).toFixed(1)}`);
  const [x, y] = [WIDTH - RIGHT + 24, TOP + 30 + place * 20];
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.join(' ')}"/>`,
    ...places.map((point) => `<circle r="3.5" fill="${colour}" cx="${point.split(',')[0]}" cy="${point.split(',')[1]}"/>`),
    `<rect x="${x - 16}" y="${y - 9}" width="10" height="10" fill="${colour}"/>`,
    text(x, y, title),
  ];
}

function steps(top: number): number[] {
  const step = top > 4 ? 1 : top > 2 ? 0.5 : 0.25;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, place) => place * step);
}

function level(y: number, label: string, colour: string, dashes = ''): string {
  const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="${colour}" stroke-dasharray="${dashes}"/>`;
  return line + (label && text(LEFT - 8, y + 4, label, 'text-anchor="end"'));
}

function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${x}" y="${y}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
