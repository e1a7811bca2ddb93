// npm run supply-chain: judges package-lock.json offline; see docs/supply-chain.md.
import { faultsOf } from './faults.mjs';
import { heldBackOf } from './policy.mjs';
import { readRepository } from './read-repository.mjs';

const repository = readRepository();
const faults = faultsOf(repository);
for (const fault of faults) process.stderr.write(`${fault}\n`);
const count = Object.keys(repository.lock.packages).length - 1;
if (faults.length > 0) process.exitCode = 1;
else {
  for (const line of heldBackOf(repository.floors)) process.stdout.write(`Held back: ${line}\n`);
  process.stdout.write(`Supply chain: ${count} locked packages keep the rules.\n`);
}
