import { request } from 'node:http';

/** Sends JSON when it is told to continue, and only then: whether it was told, and the status of the answer. */
export function expectContinue(
  url: string,
  path: string,
  body: string,
  cookie: string,
): Promise<[told: boolean, status?: number]> {
  return new Promise((resolve, reject) => {
    let told = false;
    const headers = {
      cookie,
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    };
    const asked = request(url + path, { method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve([told, answer.statusCode ?? 0]));
    });
    asked.on('continue', () => {
      told = true;
      asked.end(body);
    });
    asked.on('error', reject);
    asked.flushHeaders();
  });
}
