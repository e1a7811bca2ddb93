import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Program } from './program.ts';
import { workDir } from './work-dir.ts';

export interface Front {
  readonly origin: string;
  readonly program: Program;
}

/** Debian's nginx with the delivered configuration, nothing but its addresses changed, before these ports. */
export async function startNginx(port: number, apps: readonly [number, number]): Promise<Front> {
  const prefix = join(workDir(), 'nginx');
  mkdirSync(prefix);
  const delivered = readFileSync('deploy/nginx/gatehouse.conf', 'utf8')
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('server app1:3000 ', `server 127.0.0.1:${apps[0]} `)
    .replace('server app2:3000 ', `server 127.0.0.1:${apps[1]} `);
  if (/app[12]:3000|listen 8080/.test(delivered.replace(/^\s*#.*$/gm, '')))
    throw new Error('the delivered nginx file has other names');
  writeFileSync(join(prefix, 'gatehouse.conf'), delivered);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${prefix}/${name};`);
  // Its workers may not read a directory of root's.
  const user = userInfo().uid === 0 ? 'user root;' : '';
  writeFileSync(
    join(prefix, 'nginx.conf'),
    `${user} daemon off; worker_processes 1; pid ${prefix}/pid; error_log stderr warn; events { worker_connections 4096; }
     http { ${temporary.join(' ')} include ${prefix}/gatehouse.conf; }\n`,
  );
  const program = new Program('nginx', { command: 'nginx', args: ['-p', prefix, '-c', 'nginx.conf', '-e', 'stderr'] });
  const origin = `http://127.0.0.1:${port}`;
  return { origin, program: await program.answers(`${origin}/health/live`) };
}
