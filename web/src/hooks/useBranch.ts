import { Unreachable } from '@gatehouse/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  actOnBranch,
  type BranchDeed,
  type BranchOutcome,
  type BranchProgress,
} from '../api/branch.js';
import {
  branchKey,
  branchOutlookQuery,
  forgetBranchKey,
  outlookKey,
  type BranchAction,
  type BranchTop,
} from '../stores/branch.js';

interface BranchWork {
  /** What would be done; `undefined` until that is known. */
  readonly outlook: BranchOutcome | undefined;
  readonly outlookError: unknown;
  readonly lookAgain: () => void;
  readonly isActing: boolean;
  readonly progress: BranchProgress | undefined;
  readonly error: unknown;
  /** What was done. */
  readonly outcome: BranchOutcome | undefined;
  readonly act: (reason: string | null) => void;
  /** Forgets what went wrong: something else is wanted. */
  readonly forget: () => void;
}

/** An action on a branch: what it would do, and then what it does. */
export function useBranch(top: BranchTop, action: BranchAction): BranchWork {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<BranchProgress>();
  const acting = useMutation({
    mutationFn: (deed: BranchDeed) => actOnBranch(deed, branchKey(deed), setProgress),
    onSuccess: (_, deed) => {
      forgetBranchKey(deed);
      queries.removeQueries({ queryKey: outlookKey });
      const changed = ['members', 'invites', 'invite-tree', 'server', 'bans', 'joins'];
      // Whether the gateway tells of it or not; nobody waits for it who sees what was done.
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => changed.includes(String(queryKey[0])),
      });
    },
    onError: (error, deed) => {
      // A refusal is an answer; the same key would be given it again.
      if (error instanceof Unreachable) return;
      forgetBranchKey(deed);
      // It may have gone wrong in the middle.
      void queries.invalidateQueries({ queryKey: outlookKey, refetchType: 'none' });
    },
  });
  // What was cut off is finished as it was begun.
  const isCut = acting.error instanceof Unreachable;
  const outlook = useQuery({
    ...branchOutlookQuery(top, action),
    enabled: acting.isIdle || (acting.isError && !isCut),
  });
  return {
    outlook: outlook.data,
    outlookError: acting.error === null ? outlook.error : null,
    lookAgain: () => void outlook.refetch(),
    isActing: acting.isPending,
    progress,
    error: acting.error,
    outcome: acting.data,
    act: (reason) => {
      setProgress(undefined);
      acting.mutate({ ...top, action, reason });
    },
    forget: acting.reset,
  };
}
