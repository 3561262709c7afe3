import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../platform/package-root.js';
import { EXIT, Failure, SaidInResult } from '../failures.js';
import { scratchFolder } from '../scratch-folder.js';
import { counted, type Terminal } from '../terminal.js';
import { isInline, pinnedHead } from './pinned-head.js';

const VERIFIER = join(PACKAGE_ROOT, 'scripts', 'gatehouse-verify.mjs');

/** As the verifier documents them. */
const INTACT = 0;
const UNUSABLE = 2;
const AS_FAR_AS_SEEN = 3;

export interface FileAsked {
  readonly file: string;
  readonly heads: readonly string[];
  readonly key: string | undefined;
}

/** What the verifier says as JSON. */
interface Verdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly head?: { readonly position: number; readonly hash: string };
  readonly first_bad_position: number | null;
  readonly remarks?: readonly string[];
  readonly reserved?: readonly string[];
  readonly why?: string;
}

/** Lets the verifier that stands alone look at an export. */
export async function verifyFile({ file, heads, key }: FileAsked, terminal: Terminal) {
  const folder = scratchFolder('heads');
  try {
    const files = heads.map((head, index) => {
      const pinned = pinnedHead(head);
      if (!isInline(head)) return head;
      const path = join(folder.path, `head-${index + 1}.json`);
      writeFileSync(path, JSON.stringify(pinned));
      return path;
    });
    const options = [
      ...files.flatMap((path) => ['--head', path]),
      ...(key === undefined ? [] : ['--key', key]),
    ];
    const { code, verdict } = await runVerifier(file, options, terminal);
    terminal.result(linesOf(verdict, heads.length), verdict);
    if (code !== INTACT) {
      throw new SaidInResult(code === AS_FAR_AS_SEEN ? EXIT.asFarAsSeen : code);
    }
  } finally {
    folder.remove();
  }
}

async function runVerifier(
  file: string,
  options: readonly string[],
  { signal }: Terminal,
): Promise<{ readonly code: number; readonly verdict: Verdict }> {
  const child = spawn(process.execPath, [VERIFIER, 'export', '--json', ...options, '--', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  let [said, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  await once(child, 'close');
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const { exitCode: code } = child;
  if (code === null || code === UNUSABLE || said === '') {
    const [why = ''] = complaint.trim().split('\n');
    throw new Failure(`${why.replace(/\.$/, '') || 'The verifier ended without a word'}.`);
  }
  return { code, verdict: JSON.parse(said) as Verdict };
}

function linesOf(verdict: Verdict, heads: number): readonly string[] {
  const { ok, checked, head, first_bad_position, remarks = [], reserved = [], why = '' } = verdict;
  if (!ok) return [`NOT INTACT at position ${first_bad_position ?? 0}: ${why}.`];
  return [
    `Intact: ${counted(checked)} events. The head:`,
    `${head?.position ?? 0} ${head?.hash ?? ''}`,
    ...(heads > 0 ? [`Agrees with ${heads === 1 ? 'the head' : `all ${heads} heads`}.`] : []),
    ...remarks,
    ...reserved.map((what) => `But ${what}.`),
  ];
}
