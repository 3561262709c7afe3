import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { fetchExport } from '../api/export.js';
import { NOTHING, type Received } from '../api/export-stream.js';

/** An export as it comes. */
interface Exporting {
  readonly received: Received;
  /** It was stopped or cut before its end, or is on its way. */
  readonly isPartial: boolean;
  readonly isRunning: boolean;
  readonly isDone: boolean;
  readonly error: unknown;
  /** Begins, or goes on where it was. */
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Fetches the whole log, for as long as the page is open.
 * @param onWhole is given all of it
 */
export function useExportLog(onWhole: (whole: Received) => void): Exporting {
  const [received, setReceived] = useState<Received>(NOTHING);
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);
  const fetching = useMutation({
    mutationFn: async (before: Received) => {
      const stop = new AbortController();
      stopping.current = stop;
      let last = before;
      try {
        await fetchExport(
          before,
          (now) => {
            last = now;
            setReceived(now);
          },
          stop.signal,
        );
      } catch (error) {
        if (!stop.signal.aborted) throw error;
        return;
      }
      onWhole(last);
    },
  });
  const { position, until } = received;
  const isPartial = position > 0 && position < until;
  return {
    received,
    isPartial,
    isRunning: fetching.isPending,
    isDone: fetching.isSuccess && position > 0 && position === until,
    error: fetching.error,
    start: () => {
      const before = isPartial ? received : NOTHING;
      setReceived(before);
      fetching.mutate(before);
    },
    stop: () => stopping.current?.abort(),
  };
}
