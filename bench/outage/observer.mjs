// Loaded into the product by --import: collects garbage when it is asked to, so that what is left is what it holds.
process.on('SIGUSR2', () => globalThis.gc());
