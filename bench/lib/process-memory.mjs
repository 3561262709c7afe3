import { readFileSync } from 'node:fs';

/** Why the memory of a process cannot be looked up here; `undefined` if it can. */
export function whyNoProcessMemory() {
  return process.platform === 'linux' ? undefined : 'it asks the kernel of Linux, in /proc';
}

/** What the kernel says of a process, in bytes: resident now, and at the highest so far. */
export function processMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (what) => Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)[1]) * 1024;
  return { resident: bytes('VmRSS'), highest: bytes('VmHWM') };
}
