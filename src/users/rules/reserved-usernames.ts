/** A site keeps these names for itself, because a person called `admin` or `support` could deceive the others. */
const RESERVED: ReadonlySet<string> = new Set(
  `about abuse account accounts admin administrator api app auth billing blog bot contact daemon dashboard
  everyone example ftp gatehouse guest health help helpdesk home hostmaster info login logout mail mailer.daemon
  me metrics moderator news nobody noc noreply no.reply no_reply null official operator owner pages password
  postmaster privacy profile register root sales security self session sessions settings signin signup staff
  static status superuser support sysadmin system team test undefined usenet user username users verify web
  webmaster www you`.split(/\s+/),
);

export function isReservedUsername(lowerCaseName: string): boolean {
  return RESERVED.has(lowerCaseName);
}
