import { readFileSync } from 'node:fs';

/** Of `utime` and `stime` in /proc: what the kernel tells programs, whatever it counts in itself. */
const TICKS_PER_SECOND = 100;

/** The processor time that a process has used, all its threads together, in seconds; `NaN` where nobody can tell. */
export function processCpu(pid) {
  if (process.platform !== 'linux') return NaN;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/**
 * Does `work`, which tells how many requests it made, and adds what each of them took of the process's processor
 * time: it varies less than their number a second on a machine that others use, too.
 *
 * @template {{ requests: number }} Figure
 * @param {number} pid
 * @param {() => Promise<Figure>} work
 */
export async function withCpu(pid, work) {
  const before = processCpu(pid);
  const figure = await work();
  return { ...figure, cpuUs: ((processCpu(pid) - before) / figure.requests) * 1e6 };
}
