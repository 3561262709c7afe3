import { useState } from 'react';

/** A form over something that others can change at the same time. */
export interface Draft<Fields extends object> {
  readonly fields: Fields;
  readonly change: (fields: Partial<Fields>) => void;
  /** What differs from what the form began with: only that is sent. */
  readonly changes: Partial<Fields>;
  readonly isChanged: boolean;
  /** Which fields were changed by somebody else since, and not to the same. */
  readonly stale: readonly (keyof Fields)[];
  /** Takes over what is there now, and drops what was typed. */
  readonly reset: () => void;
}

/** @param saved what the server holds now, as plain values */
export function useDraft<Fields extends object>(saved: Fields): Draft<Fields> {
  const [{ base, fields }, setState] = useState({ base: saved, fields: saved });
  const changed = differing(fields, base);
  const moved = differing(saved, base);
  // Untouched, or just saved: the form shows what is there now.
  if (moved.length > 0 && (changed.length === 0 || differing(saved, fields).length === 0)) {
    setState({ base: saved, fields: saved });
  }
  const reset = (): void => setState({ base: saved, fields: saved });
  return {
    fields,
    change: (some) => setState((now) => ({ ...now, fields: { ...now.fields, ...some } })),
    changes: picked(fields, changed),
    isChanged: changed.length > 0,
    stale: moved.filter((field) => saved[field] !== fields[field]),
    reset,
  };
}

function differing<Fields extends object>(one: Fields, other: Fields): (keyof Fields)[] {
  return keysOf(one).filter((key) => one[key] !== other[key]);
}

function picked<Fields extends object>(
  fields: Fields,
  keys: readonly (keyof Fields)[],
): Partial<Fields> {
  const some: Partial<Fields> = {};
  for (const key of keys) some[key] = fields[key];
  return some;
}

function keysOf<Fields extends object>(fields: Fields): (keyof Fields)[] {
  return Object.keys(fields) as (keyof Fields)[];
}
