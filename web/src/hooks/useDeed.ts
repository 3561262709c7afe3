import { Problem, type Member } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ban, giveRole, kick } from '../api/members.js';
import { doToEach, type Actor, type Deed, type Results } from '../stores/deed.js';
import { joinsKey } from '../stores/joins.js';
import { membersKey } from '../stores/members.js';
import { useMe, useRoles } from '../stores/community.js';
import { useIsOwner, useMyStanding } from '../stores/standing.js';

/** Whoever looks, as far as it decides what they can do to others. */
export function useActor(): Actor {
  const { user_id: userId } = useMe();
  return { userId, standing: useMyStanding(), roles: useRoles(), isOwner: useIsOwner() };
}

interface Doing {
  /** What came of it up to now. */
  readonly results: Results;
  readonly status: 'idle' | 'pending' | 'done';
  readonly begin: (people: readonly Member[], reason: string | null) => void;
  /** Leaves the rest alone. */
  readonly stop: () => void;
}

/** Does something to several members, one after the other. @param onDone is told who it was done to */
export function useDeed(
  deed: Deed | undefined,
  onDone: (userIds: readonly string[]) => void,
): Doing {
  const queries = useQueryClient();
  const [results, setResults] = useState<Results>(new Map());
  const stopped = useRef(false);
  useEffect(
    () => () => {
      // Nobody could stop it any more.
      stopped.current = true;
    },
    [],
  );
  const doing = useMutation({
    mutationFn: ({ people, act }: Errand) => {
      stopped.current = false;
      return doToEach(people, act, {
        tell: setResults,
        isHopeless,
        isStopped: () => stopped.current,
      });
    },
    onSuccess: (all) => {
      onDone([...all].flatMap(([userId, result]) => (result === 'done' ? [userId] : [])));
      // Whether the gateway tells of it or not; nobody waits for it who sees what was done.
      void queries.invalidateQueries({ queryKey: membersKey });
      void queries.invalidateQueries({ queryKey: joinsKey });
    },
  });
  const begin = (people: readonly Member[], reason: string | null): void => {
    if (deed) doing.mutate({ people, act: (pubkey) => callOf(deed, pubkey, reason) });
  };
  const status = doing.isPending ? 'pending' : doing.isSuccess ? 'done' : 'idle';
  return { results, status, begin, stop: () => (stopped.current = true) };
}

interface Errand {
  readonly people: readonly Member[];
  readonly act: (pubkey: string) => Promise<unknown>;
}

function callOf(deed: Deed, pubkey: string, reason: string | null): Promise<unknown> {
  switch (deed.kind) {
    case 'kick':
      return kick(pubkey, reason);
    case 'ban':
      return ban(pubkey, reason);
    case 'role':
      return giveRole(pubkey, deed.role.id);
  }
}

/** Nobody answers, or the next would be told the same. */
function isHopeless(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  const { code, status } = error;
  return status >= 500 || ['RATE_LIMITED', 'MISSING_PERMISSION', 'UNAUTHENTICATED'].includes(code);
}
