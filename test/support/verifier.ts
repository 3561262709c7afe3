import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const VERIFIER = join(import.meta.dirname, '..', '..', 'scripts', 'verify-export.mjs');

export interface Verdict {
  readonly code: number | null;
  readonly ok?: boolean;
  readonly checked?: number;
  readonly first_bad_position?: number | null;
  readonly head?: { readonly position: number; readonly hash: string };
  readonly masked?: number;
  readonly why?: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly stderr: string;
}

/** Runs the stand-alone verifier on a file, as an auditor would. */
export async function verifyExport(file: string, ...options: readonly string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [VERIFIER, file, '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  const said = (stdout === '' ? {} : JSON.parse(stdout)) as Omit<Verdict, 'code' | 'stderr'>;
  return { code: child.exitCode, stderr, ...said };
}
