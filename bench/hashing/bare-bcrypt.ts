// node bench/hashing/bare-bcrypt.ts <cost> <seconds>: how often one thread that does nothing else checks a password.
import bcrypt from 'bcrypt';

const [cost = 10, seconds = 5] = process.argv.slice(2).map(Number);
const stored = bcrypt.hashSync('x'.repeat(64), cost);
const begun = performance.now();
let count = 0;
while (performance.now() - begun < seconds * 1_000) {
  bcrypt.compareSync('x'.repeat(64), stored);
  count++;
}
console.log((count * 1_000) / (performance.now() - begun));
