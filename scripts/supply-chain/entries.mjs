/** The locked packages: name and version, whether they are installed in production, and what the lock says of them. */
export function entriesOf(lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return { path, name, id: `${name}@${locked.version}`, inProduction: locked.dev !== true, locked };
    });
}

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** Name and wanted range of everything that a manifest or a lock entry asks for, in one order. */
export function wantedBy(manifest) {
  return KINDS.flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, range]) => ({ kind, name, range })),
  );
}
