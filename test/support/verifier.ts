import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';

const VERIFIER = join(import.meta.dirname, '..', '..', 'scripts', 'gatehouse-verify.mjs');

export interface Verdict {
  readonly code: number | null;
  readonly ok?: boolean;
  readonly checked?: number;
  readonly first_bad_position?: number | null;
  readonly head?: { readonly position: number; readonly hash: string };
  readonly masked?: number;
  /** The last position that a head or a checkpoint speaks for; 0 without one. */
  readonly pinned_up_to?: number;
  readonly why?: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly stderr: string;
}

/** Runs the stand-alone verifier, as an auditor would. */
export async function verifier(...args: readonly string[]): Promise<Verdict> {
  const child = spawn(process.execPath, [VERIFIER, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = heard(child);
  await once(child, 'close');
  return verdictOf(child.exitCode, said());
}

export function verifyExport(file: string, ...options: readonly string[]): Promise<Verdict> {
  return verifier('export', file, ...options);
}

/** The same program in a thread, for looking at many files: a process takes five times as long to start. */
export async function verifyExportHere(
  file: string,
  ...options: readonly string[]
): Promise<Verdict> {
  const thread = new Worker(VERIFIER, {
    argv: ['export', file, '--json', ...options],
    stdout: true,
    stderr: true,
  });
  const said = heard(thread);
  const [[code]] = await Promise.all([
    once(thread, 'exit') as Promise<[number]>,
    finished(thread.stdout),
    finished(thread.stderr),
  ]);
  return verdictOf(code, said());
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

function heard({ stdout, stderr }: { stdout: Readable; stderr: Readable }): () => Said {
  const said = { stdout: '', stderr: '' };
  stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  return () => said;
}

function verdictOf(code: number | null, { stdout, stderr }: Said): Verdict {
  const result = (stdout === '' ? {} : JSON.parse(stdout)) as Omit<Verdict, 'code' | 'stderr'>;
  return { code, stderr, ...result };
}
