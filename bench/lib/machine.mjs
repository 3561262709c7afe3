import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

/** Where and on what a run was made: figures of different machines must not be compared. */
export function machine() {
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short', 'HEAD'),
    /** Whether the sources differ from that commit. */
    changed: git('status', '--porcelain', '--', 'src', 'migrations', 'package-lock.json') !== '',
    node: process.version,
    machine: {
      cpu: cpus()[0]?.model.trim(),
      cores: cpus().length,
      memoryGib: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()}`,
    },
  };
}

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', cwd: import.meta.dirname }).trim();
  } catch {
    return 'unknown';
  }
}
