import { execFileSync, spawnSync } from 'node:child_process';

/** Whether this machine has no QR reader, and need not have one. */
export const IS_QR_READER_LEFT_OUT =
  spawnSync('zbarimg', ['--version']).status !== 0 && process.env['REQUIRE_PROGRAMS'] === undefined;

/** What a camera reads in a picture of the screen. Throws where there is nothing to read. */
export function readQrCode(picture: Buffer): string {
  return execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', '-'], { input: picture, encoding: 'utf8' }).trim();
}
