/**
 * The most CPU time, in milliseconds, that this thread has spent in one turn of the event loop while `work` ran: nobody
 * else was answered meanwhile. CPU time, not the clock: other programs on a busy machine do not count.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = cpuTime();
  let isOver = false;
  const turn = (): void => {
    const now = cpuTime();
    longest = Math.max(longest, now - before);
    before = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return longest;
}

function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
