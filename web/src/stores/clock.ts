import { useEffect, useState } from 'react';
import { create } from 'zustand';

/** From so many milliseconds on a clock is off; less can be the way of an answer. */
const OFF_FROM_MS = 90_000;

/** How far this device's clock is behind the server's, in milliseconds, if it is off. */
export const useClock = create<{ readonly offset: number }>(() => ({ offset: 0 }));

/** Compares the clocks by the `Date` of an answer. */
export function hearTime(response: Response): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (!Number.isNaN(date)) compareClocks(date);
}

/**
 * @param serverTime what it was on the server, in Unix milliseconds
 * @param ownTime what it was here when we heard of it
 */
export function compareClocks(serverTime: number, ownTime = Date.now()): void {
  const offset = serverTime - ownTime;
  const known = Math.abs(offset) < OFF_FROM_MS ? 0 : offset;
  if (Math.abs(known - useClock.getState().offset) > OFF_FROM_MS) {
    useClock.setState({ offset: known });
  }
}

/** Unix time in milliseconds: the server's, if this device's clock is off. */
export function now(): number {
  return Date.now() + useClock.getState().offset;
}

/** The time, anew every so many milliseconds. */
export function useNow(everyMs: number): number {
  const offset = useClock((clock) => clock.offset);
  const [time, setTime] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setTime(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return time + offset;
}
