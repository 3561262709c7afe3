import { CHECKS, type Answered, type Wanted } from './checks.js';

self.addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  self.postMessage({ id: data.id, outcome: outcomeOf(data) } satisfies Answered);
});

function outcomeOf({ name, given }: Wanted): Answered['outcome'] {
  try {
    const check = CHECKS[name] as (...given: readonly unknown[]) => unknown;
    return { found: check(...given) };
  } catch (error) {
    return { failure: String(error) };
  }
}
