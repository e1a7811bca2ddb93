/** Postfix and Dovecot as Debian has them: a mail that is sent is delivered, and read back as a mail program reads it. */

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/network.js';
import { Authority, eventually, Program, type ServerCertificate } from '../../support/servers/index.js';
import { ImapMailbox, isListening } from './imap-mailbox.js';

/** The only domain that it takes mails for; every address of it has a mailbox. */
export const DOMAIN = 'example.org';

const [USER, PASSWORD] = ['shop', 'a-secret-word'];

/** What this machine lacks of the two. */
export function missingForPostOffice(): string[] {
  const programs = ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/lmtp'];
  return programs.filter((file) => !existsSync(file));
}

interface Ports {
  readonly smtp: number;
  readonly imap: number;
  readonly lmtp: number;
  readonly auth: number;
}

/** Takes mails by SMTP with STARTTLS and a password, and no other way, and shows them by IMAP. It needs root, and no systemd. */
export class PostOffice {
  private constructor(
    private readonly dir: string,
    private readonly authority: Authority,
    private readonly ports: Ports,
    private readonly programs: readonly Program[],
  ) {}

  static async start(): Promise<PostOffice> {
    const dir = mkdtempSync(join(tmpdir(), 'gatehouse-post-office-'));
    // Both have servers that run as other users.
    chmodSync(dir, 0o755);
    const authority = new Authority();
    const ports = { smtp: await freePort(), imap: await freePort(), lmtp: await freePort(), auth: await freePort() };
    const certificate = authority.issue('DNS:localhost');
    const dovecot = new Program('dovecot', ['-F', '-c', dovecotFiles(join(dir, 'dovecot'), ports, certificate)]);
    const postfix = postfixFiles(join(dir, 'postfix'), ports, certificate);
    // It makes the folders of the queue, each with the owner that it must have.
    execFileSync('/usr/sbin/postfix', ['-c', postfix, 'check'], { stdio: 'pipe' });
    // At its end it ends its group, which must be its own: `postfix start` would leave it to a service manager.
    const master = new Program('setsid', ['/usr/lib/postfix/sbin/master', '-c', postfix, '-d']);
    const office = new PostOffice(dir, authority, ports, [master, dovecot]);
    await eventually('Dovecot listens', () => isListening(ports.imap), dovecot);
    await eventually('Postfix listens', () => isListening(ports.smtp), master);
    return office;
  }

  /** The settings of a product that sends by it. */
  get settings(): Record<'MAIL_URL' | 'MAIL_CA_FILE', string> {
    return { MAIL_URL: `smtp://${USER}:${PASSWORD}@localhost:${this.ports.smtp}`, MAIL_CA_FILE: this.authority.file };
  }

  /** Opens the mailbox of an address. */
  mailbox(address: string): Promise<ImapMailbox> {
    return ImapMailbox.open({ port: this.ports.imap, ca: this.authority.certificate, user: address, password: PASSWORD });
  }

  async stop(): Promise<void> {
    for (const program of this.programs) await program.stop();
    this.authority.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Writes what Dovecot is told, and returns the file: any user has a mailbox, and the one password. */
function dovecotFiles(dir: string, ports: Ports, { key, certificate }: ServerCertificate): string {
  const [mails, file] = [join(dir, 'mails'), join(dir, 'dovecot.conf')];
  mkdirSync(mails, { recursive: true });
  const [user, group] = [idOf('mail', '-u'), idOf('mail', '-g')];
  chownSync(mails, user, group);
  const listener = (name: string, port: number) => `inet_listener ${name} {\n address = 127.0.0.1\n port = ${port}\n }`;
  const lines = [
    'protocols = imap lmtp',
    `base_dir = ${join(dir, 'run')}`,
    `state_dir = ${join(dir, 'state')}`,
    'log_path = /dev/stderr',
    `ssl = required\nssl_cert = <${certificate}\nssl_key = <${key}`,
    `mail_location = maildir:${mails}/%u`,
    `first_valid_uid = ${user}`,
    `passdb {\n driver = static\n args = password=${PASSWORD}\n}`,
    `userdb {\n driver = static\n args = uid=${user} gid=${group} home=${mails}/%u allow_all_users=yes\n}`,
    `service imap-login {\n inet_listener imap {\n port = 0\n }\n ${listener('imaps', ports.imap)}\n}`,
    `service lmtp {\n ${listener('lmtp', ports.lmtp)}\n}`,
    `service auth {\n ${listener('postfix', ports.auth)}\n}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Writes what Postfix is told, and returns the folder. */
function postfixFiles(dir: string, ports: Ports, { key, certificate }: ServerCertificate): string {
  const [etc, queue, data] = [join(dir, 'etc'), join(dir, 'queue'), join(dir, 'data')];
  for (const folder of [etc, queue, data]) mkdirSync(folder, { recursive: true });
  chownSync(data, idOf('postfix', '-u'), idOf('postfix', '-g'));
  const main = {
    compatibility_level: '3.6',
    queue_directory: queue,
    data_directory: data,
    daemon_directory: '/usr/lib/postfix/sbin',
    shlib_directory: '/usr/lib/postfix',
    meta_directory: '/etc/postfix',
    maillog_file_prefixes: dir,
    maillog_file: join(dir, 'log'),
    myhostname: 'post.example.net',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    alias_maps: '',
    virtual_mailbox_domains: DOMAIN,
    virtual_mailbox_maps: 'static:all',
    virtual_transport: `lmtp:inet:127.0.0.1:${ports.lmtp}`,
    smtpd_tls_chain_files: `${key}, ${certificate}`,
    smtpd_tls_security_level: 'encrypt',
    smtpd_tls_received_header: 'yes',
    smtpd_sasl_auth_enable: 'yes',
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: `inet:127.0.0.1:${ports.auth}`,
    smtpd_sasl_authenticated_header: 'yes',
    smtpd_relay_restrictions: 'permit_sasl_authenticated, reject',
  };
  const services = [
    `127.0.0.1:${ports.smtp} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce`),
    'proxymap unix - - n - - proxymap',
    'lmtp unix - - n - - lmtp',
    'error unix - - n - - error',
    'anvil unix - - n - 1 anvil',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  const settings = Object.entries(main).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(join(etc, 'main.cf'), settings.join(''));
  writeFileSync(join(etc, 'master.cf'), `${services.join('\n')}\n`);
  return etc;
}

function idOf(user: string, which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, user], { encoding: 'utf8' }));
}
