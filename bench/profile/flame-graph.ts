import { type Frame } from './cpu-profile.ts';
import { totalOf } from './self-times.ts';

const WIDTH = 1200;
const ROW = 16;
/** Narrower than this, in pixels, is not drawn. */
const THIN = 0.6;

/** Brendan Gregg's picture of a profile: a row for each depth of calls, width is time, the callees stand below. */
export function flameGraph(root: Frame): string {
  const boxes: string[] = [];
  const scale = WIDTH / totalOf(root);
  let depth = 0;
  const draw = (frame: Frame, x: number, row: number): void => {
    const width = totalOf(frame) * scale;
    if (width < THIN) return;
    depth = Math.max(depth, row + 1);
    boxes.push(box(frame, { x, y: row * ROW, width }));
    let left = x + frame.self * scale;
    for (const child of merged(frame.children)) {
      draw(child, left, row + 1);
      left += totalOf(child) * scale;
    }
  };
  draw(root, 0, 0);
  const size = `width="${WIDTH}" height="${depth * ROW}" viewBox="0 0 ${WIDTH} ${depth * ROW}"`;
  const style = 'font: 10px monospace; background: #fff';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="${style}">\n${boxes.join('\n')}\n</svg>\n`;
}

function box({ name, room }: Frame, { x, y, width }: { x: number; y: number; width: number }): string {
  const place = `x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}"`;
  const label = escape(name.slice(0, Math.floor(width / 6.2)));
  const text = label.length > 2 ? `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${label}</text>` : '';
  return `<g><title>${escape(`${name} (${room})`)}</title><rect ${place} fill="${colour(room)}"/>${text}</g>`;
}

/** The same function called from several lines of its caller is one box. */
function merged(frames: readonly Frame[]): Frame[] {
  const byName = new Map<string, Frame>();
  for (const frame of frames) {
    const key = `${frame.room} ${frame.name}`;
    const known = byName.get(key);
    const both = known && { ...known, self: known.self + frame.self, children: [...known.children, ...frame.children] };
    byName.set(key, both ?? frame);
  }
  return [...byName.values()];
}

function colour(room: string): string {
  if (room.startsWith('gatehouse')) return '#8fd18f';
  if (room.startsWith('node') || room === 'native code') return '#f2c879';
  if (room.startsWith('(')) return '#d0d0d0';
  return '#9fc3ee';
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
