import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

export interface TypedPassword {
  readonly password: string;
  readonly passwordConfirmation: string;
}

/** Asks twice at a terminal, without echo; elsewhere the first line of standard input is the password. */
export async function askPassword(): Promise<TypedPassword> {
  if (!process.stdin.isTTY) {
    const [password = ''] = (await text(process.stdin)).split(/\r?\n/, 1);
    return { password, passwordConfirmation: password };
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const ask = async (label: string): Promise<string> => {
    process.stderr.write(label);
    const typed = await terminal.question('');
    process.stderr.write('\n');
    return typed;
  };
  const typed = { password: await ask('Password: '), passwordConfirmation: await ask('The same again: ') };
  terminal.close();
  return typed;
}
