import { useState } from 'react';
import {
  changesOf,
  differing,
  follow,
  keepMine,
  newDraft,
  takeTheirs,
  type FormDraft,
  type Rebases,
} from '../stores/form-draft.js';

/** A form over something that others can change at the same time. */
export interface Draft<Fields extends object> extends FormDraft<Fields> {
  readonly change: (fields: Partial<Fields>) => void;
  /** What differs from what the form began with: only that is sent. */
  readonly changes: Partial<Fields>;
  readonly isChanged: boolean;
  /** Which fields others changed, too, and not to the same. */
  readonly contested: readonly (keyof Fields)[];
  /** Whether others changed anything that has to be told. */
  readonly isStale: boolean;
  /** Goes on with what was entered in some fields that are contested. */
  readonly keep: (fields: readonly (keyof Fields)[]) => void;
  /** Goes on with what there is now in some fields, and drops what was entered. */
  readonly take: (fields: readonly (keyof Fields)[]) => void;
  /** Takes note of what was followed. */
  readonly dismiss: () => void;
  /** Takes over what is there now, and drops what was entered. */
  readonly reset: () => void;
}

interface Options<Fields extends object> {
  /** Of what the server holds now, where it has one. */
  readonly version?: number;
  readonly rebases?: Rebases<Fields>;
}

/** @param saved what the server holds now, as plain values */
export function useDraft<Fields extends object>(
  saved: Fields,
  { version = 0, rebases = {} }: Options<Fields> = {},
): Draft<Fields> {
  const latest = { fields: saved, version };
  const [held, setHeld] = useState(() => newDraft(latest));
  const draft = follow(held, latest, rebases);
  if (draft !== held) setHeld(draft);
  const changes = changesOf(draft);
  const contested = differing(saved, draft.base);
  return {
    ...draft,
    change: (some) => setHeld((now) => ({ ...now, fields: { ...now.fields, ...some } })),
    changes,
    isChanged: Object.keys(changes).length > 0,
    contested,
    isStale: contested.length > 0 || draft.followed.length > 0,
    keep: (fields) => setHeld((now) => keepMine(now, latest, rebases, fields)),
    take: (fields) => setHeld((now) => takeTheirs(now, latest, fields)),
    dismiss: () => setHeld((now) => ({ ...now, followed: [] })),
    reset: () => setHeld(newDraft(latest)),
  };
}
