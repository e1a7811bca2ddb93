import { fileURLToPath } from 'node:url';
import { placeOf, type SourcePlace } from './source-place.js';

/** Debuggers ask V8 for this property, which no code can read. */
const LOCATION = '[[FunctionLocation]]';

/** A value is handed to a debugger by a name. */
const HANDED_OVER = 'gatehouse.functionPlace';

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/**
 * Returns the line of this repository's source at which a function begins; undefined where V8 does not say it, or
 * where the file is none of ours. It asks as a debugger does, which takes tens of milliseconds, so it is for development
 * only.
 */
export function functionPlace(of: Function): SourcePlace | undefined {
  const { Session } = process.getBuiltinModule('node:inspector');
  const session = new Session();
  const files = new Map<string, string>();
  let location: Location | undefined;
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => void files.set(scriptId, url));
  Reflect.set(globalThis, HANDED_OVER, of);
  try {
    session.post('Debugger.enable');
    session.post('Runtime.evaluate', { expression: `globalThis['${HANDED_OVER}']` }, (_error, found) => {
      const { objectId } = found.result;
      if (objectId === undefined) return;
      session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_failure, { internalProperties = [] }) => {
        location = internalProperties.find(({ name }) => name === LOCATION)?.value?.value as Location | undefined;
      });
    });
  } finally {
    Reflect.deleteProperty(globalThis, HANDED_OVER);
    session.disconnect();
  }
  if (location === undefined) return undefined;
  const url = files.get(location.scriptId) ?? '';
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  // V8 counts from 0 here.
  return placeOf({ path, line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1 });
}
