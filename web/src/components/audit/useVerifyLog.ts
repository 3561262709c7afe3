import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Checked } from '../../proof/log-check.js';
import { headQuery, witnessesQuery } from '../../stores/audit.js';
import { LogVerification } from '../../stores/verify-log.js';
import { subjectOf, type Subject } from './subject.js';

/** A verification as it goes on. */
export interface Verifying {
  /** What the log is held against; `undefined` before the first start. */
  readonly subject: Subject | undefined;
  readonly checked: Checked | undefined;
  /** Events a second, once that can be said. */
  readonly rate: number | undefined;
  readonly isRunning: boolean;
  readonly error: unknown;
  readonly start: () => void;
  /** Goes on with one that was stopped or cut. */
  readonly goOn: () => void;
  readonly stop: () => void;
}

/** More often than this nobody can read how far it is. */
const TELL_MS = 200;

interface Run {
  readonly subject: Subject;
  readonly verification: LogVerification;
}

interface Shown {
  readonly subject?: Subject;
  readonly checked?: Checked;
  readonly rate?: number;
}

/** Verifies the log in the browser, for as long as the page is open. */
export function useVerifyLog(): Verifying {
  const queries = useQueryClient();
  const [shown, show] = useState<Shown>({});
  const run = useRef<Run>(undefined);
  const stopping = useRef<AbortController>(undefined);
  const end = (): void => {
    stopping.current?.abort();
    run.current?.verification.close();
    run.current = undefined;
  };
  useEffect(() => end, []);
  /** Nothing for whoever stops it, or leaves, before it is known against what the log is held. */
  const begin = async (signal: AbortSignal): Promise<Run | undefined> => {
    const asked = Promise.all([
      queries.query({ ...headQuery, staleTime: 0 }),
      queries.query({ ...witnessesQuery, staleTime: 0 }),
    ]).then(([head, told]) => subjectOf(head, told));
    const subject = await Promise.race([asked, abortOf(signal)]);
    if (!subject || signal.aborted) return undefined;
    const verification = new LogVerification(subject.size, subject.marks);
    return (run.current = { subject, verification });
  };
  const verifying = useMutation({
    mutationFn: async (before: Run | undefined) => {
      if (!before) {
        end();
        show({});
      }
      const stop = (stopping.current = new AbortController());
      const begun = before ?? (await begin(stop.signal));
      if (!begun) return;
      const { subject, verification } = begun;
      const pace = paceFrom(before ? (shown.checked?.position ?? 0) : 0);
      let toldAt = 0;
      try {
        const checked = await verification.run((now) => {
          if (performance.now() - toldAt < TELL_MS) return;
          toldAt = performance.now();
          show({ subject, checked: now, ...pace(now.position) });
        }, stop.signal);
        show({ subject, checked });
        end();
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      }
    },
  });
  return {
    subject: shown.subject,
    checked: shown.checked,
    rate: shown.rate,
    isRunning: verifying.isPending,
    error: verifying.error,
    start: () => verifying.mutate(undefined),
    goOn: () => verifying.mutate(run.current),
    stop: () => stopping.current?.abort(),
  };
}

function abortOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** How fast it goes, from where it began. */
function paceFrom(first: number): (position: number) => { readonly rate?: number } {
  const begun = performance.now();
  return (position) => {
    const seconds = (performance.now() - begun) / 1000;
    return seconds < 1 || position <= first ? {} : { rate: (position - first) / seconds };
  };
}
