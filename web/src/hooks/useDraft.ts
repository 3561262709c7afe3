import { useState } from 'react';
import {
  changesOf,
  differing,
  follow,
  keepMine,
  newDraft,
  saved,
  takeTheirs,
  type FormDraft,
  type Latest,
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
  /** Takes over what came of saving the fields that were sent; what was entered meanwhile stays. */
  readonly saved: (sent: Fields, answer: Latest<Fields>) => void;
  /** Takes note of what was followed. */
  readonly dismiss: () => void;
  /** Takes over what is there now, and drops what was entered. */
  readonly reset: () => void;
}

interface Options<Fields extends object> {
  /** Of what the server holds now, where it has one. */
  readonly version?: number;
  readonly rebases?: Rebases<Fields>;
  /** Whether a save is under way: what comes of it may be told of before it is answered, and is no news. */
  readonly isSaving?: boolean;
}

/** @param there what the server holds now, as plain values */
export function useDraft<Fields extends object>(
  there: Fields,
  { version = 0, rebases = {}, isSaving = false }: Options<Fields> = {},
): Draft<Fields> {
  const now = { fields: there, version };
  const [seen, setSeen] = useState(now);
  const isNews = version !== seen.version || differing(there, seen.fields).length > 0;
  const latest = isNews && !isSaving ? now : seen;
  if (latest !== seen) setSeen(latest);
  const [held, setHeld] = useState(() => newDraft(latest));
  const draft = follow(held, latest, rebases);
  if (draft !== held) setHeld(draft);
  const changes = changesOf(draft);
  const contested = differing(latest.fields, draft.base);
  return {
    ...draft,
    change: (some) => setHeld((now) => ({ ...now, fields: { ...now.fields, ...some } })),
    changes,
    isChanged: Object.keys(changes).length > 0,
    contested,
    isStale: contested.length > 0 || draft.followed.length > 0,
    keep: (fields) => setHeld((now) => keepMine(now, latest, rebases, fields)),
    take: (fields) => setHeld((now) => takeTheirs(now, latest, fields)),
    saved: (sent, answer) => {
      setSeen(answer);
      setHeld((now) => saved(now, sent, answer, rebases));
    },
    dismiss: () => setHeld((now) => ({ ...now, followed: [] })),
    reset: () => setHeld(newDraft(latest)),
  };
}
