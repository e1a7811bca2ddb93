import { readFileSync } from 'node:fs';

interface Node {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface CpuProfile {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  /** Microseconds of the monotonic clock, which all processes of a machine share. */
  readonly startTime: number;
}

/** One function in its place in the tree of calls, with the time (microseconds) that was sampled in itself. */
export interface Frame {
  readonly name: string;
  readonly room: string;
  self: number;
  readonly children: Frame[];
}

/** The tree of calls of a .cpuprofile, of the samples between two moments; idle time is left out. */
export function readProfile(file: string, [from, to]: readonly [number, number]): Frame {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, frameOf(callFrame)]));
  for (const { id, children = [] } of profile.nodes) {
    frames.get(id)?.children.push(...children.flatMap((child) => frames.get(child) ?? []));
  }
  let time = profile.startTime;
  for (const [place, id] of profile.samples.entries()) {
    time += profile.timeDeltas[place] ?? 0;
    const frame = frames.get(id);
    // A sample stands for the time until the next one.
    if (frame !== undefined && time >= from && time <= to && frame.name !== '(idle)')
      frame.self += profile.timeDeltas[place + 1] ?? 0;
  }
  return [...frames.values()][0] ?? { name: '(root)', room: '', self: 0, children: [] };
}

function frameOf({ functionName, url, lineNumber }: Node['callFrame']): Frame {
  const room = roomOf(url, functionName);
  const place = url === '' ? '' : ` ${url.replace(/^.*\//, '')}:${lineNumber + 1}`;
  return { name: `${functionName || '(anonymous)'}${place}`, room, self: 0, children: [] };
}

/** The package that a script belongs to, or the room of the product, or a part of Node. */
export function roomOf(url: string, functionName: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const own = /\/dist\/src\/(?:([^/]+)\/)?/.exec(url);
  if (own !== null) return `gatehouse: ${own[1] ?? 'app'}`;
  const builtIn = /^node:(?:internal\/)?([\w]+)/.exec(url)?.[1];
  if (builtIn !== undefined) return `node: ${builtIn}`;
  return functionName.startsWith('(') ? functionName : 'native code';
}
