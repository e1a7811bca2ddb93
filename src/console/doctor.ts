import { parseArgs } from 'node:util';
import { origin as parseOrigin } from '../config/parsers.js';
import { readSettings } from '../config/read-settings.js';
import { madeSessionSecret } from '../config/secrets.js';
import { diagnose } from '../doctor/diagnose.js';
import { examineInstallation } from '../doctor/examine-installation.js';
import { proxyNamed } from '../doctor/proxies/advice.js';
import { PROXIES, shortName } from '../doctor/proxies/marks.js';
import { report } from '../doctor/report.js';
import { explainFailure } from '../lifecycle/start-failure.js';

const USAGE = `npm run doctor -- <public url>     such as https://www.example.org; PUBLIC_URL if none is given
  --proxy=<name>                   prints the lines of configuration for this one, where no header names it:
                                   ${PROXIES.map(shortName).join(', ')}

Asks the product through the proxies before it who it takes this machine for, and names mistakes in their set-up.
Needs the SESSION_SECRET of the instances. Exit code: 0 no mistake, 1 mistakes, 2 a wrong call or setting.
`;

const NO_SECRET = `The doctor cannot sign: SESSION_SECRET is not set, and DATA_DIR holds none that the product has made.
Give this command the SESSION_SECRET (or SESSION_SECRET_FILE) of the instances.
`;

process.exitCode = await consult(process.argv.slice(2));

async function consult(args: string[]): Promise<number> {
  const call = read(args);
  if (call === undefined) return refuse(USAGE);
  const { address, proxy } = call;
  try {
    const settings = readSettings(process.env, { ownSecrets: madeSessionSecret });
    const [secret] = settings.sessionSecrets;
    if (secret === undefined) return refuse(NO_SECRET);
    const origin = address === undefined ? settings.publicUrl : originOf(address);
    if (origin === undefined) return refuse(USAGE);
    const visits = await examineInstallation(origin, secret);
    const findings = diagnose(visits, origin);
    process.stdout.write(report(visits, findings, origin, proxy));
    return findings.some(({ grade }) => grade === 'mistake') ? 1 : 0;
  } catch (error) {
    return refuse(`The doctor cannot ask.\n${explainFailure(error)}\n`);
  }
}

/** Returns undefined for a call that it does not understand. */
function read(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { proxy: { type: 'string' } } });
    const proxy = values.proxy === undefined ? undefined : proxyNamed(values.proxy);
    if (positionals.length > 1 || (values.proxy !== undefined && proxy === undefined)) return undefined;
    return { address: positionals[0], proxy };
  } catch {
    return undefined;
  }
}

function originOf(address: string): URL | undefined {
  try {
    return parseOrigin(address);
  } catch {
    return undefined;
  }
}

function refuse(text: string): 2 {
  process.stderr.write(text);
  return 2;
}
