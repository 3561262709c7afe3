import type { Answered, Checks, Wanted } from '../proof/checks.js';

interface Waiting {
  readonly resolve: (found: unknown) => void;
  readonly reject: (error: Error) => void;
}

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, Waiting>();

function workerAtHand(): Worker {
  if (worker) return worker;
  const begun = new Worker(new URL('../proof/checks-worker.ts', import.meta.url), {
    type: 'module',
  });
  begun.onmessage = ({ data: { id, outcome } }: MessageEvent<Answered>) => {
    const each = waiting.get(id);
    waiting.delete(id);
    if ('found' in outcome) each?.resolve(outcome.found);
    else each?.reject(new Error(outcome.failure));
  };
  begun.onerror = ({ message }) => {
    // The next one begins anew: it could not be loaded, perhaps.
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker = begun;
  return begun;
}

/** Takes signatures again in a worker: the page stays at hand. */
export function check<Name extends keyof Checks>(
  name: Name,
  ...given: Parameters<Checks[Name]>
): Promise<ReturnType<Checks[Name]>> {
  return new Promise((resolve, reject) => {
    const id = ++asked;
    waiting.set(id, { resolve: (found) => resolve(found as ReturnType<Checks[Name]>), reject });
    workerAtHand().postMessage({ id, name, given } satisfies Wanted);
  });
}
