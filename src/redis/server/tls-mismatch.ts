import { connect } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import type { RedisHost } from '../../config/redis-address.js';
import { isRefusedCertificate } from '../../lifecycle/refused-certificate.js';
import { StartError } from '../../lifecycle/start-error.js';

/** An answer may take so many milliseconds. */
const PATIENCE = 1_000;

/**
 * Tells whether one side of a failed connection speaks TLS and the other does not. Neither of them says so: a server
 * without TLS waits for the end of a line. It returns undefined where that is not the fault.
 */
export async function tlsMismatch({ host, port }: RedisHost, tls: boolean): Promise<StartError | undefined> {
  if (tls) {
    if (!(await answersInClear(host, port))) return undefined;
    return new StartError(
      'Redis offers no TLS there: begin REDIS_URL with redis in place of rediss, or switch TLS on at the server',
    );
  }
  if (!(await speaksTls(host, port))) return undefined;
  return new StartError('Redis speaks TLS there: begin REDIS_URL with rediss in place of redis');
}

/** Tells whether the server answers without TLS: whatever Redis says to an unknown client begins with one of its types. */
function answersInClear(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE }, () => socket.write('PING\r\n'));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(/^[+-]/.test(data.toString('latin1'))));
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end(false));
  });
}

/** Tells whether the server speaks TLS. Nothing is sent: a certificate shows TLS too, whether it is trusted or not. */
function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectByTls({ host, port, timeout: PATIENCE });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', (error) => end(isRefusedCertificate(error)));
    for (const event of ['timeout', 'close']) socket.once(event, () => end(false));
  });
}
