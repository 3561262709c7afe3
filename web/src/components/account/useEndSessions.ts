import { Problem } from '@gatehouse/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endOtherSessions, endSession } from '../../api/sessions.js';
import { mySessionsQuery } from '../../stores/my-sessions.js';
import { toast } from '../shared/toast.js';

/** In place of an id: all but the one that asks. */
export const OTHERS = 'others';

/** Ends sessions, and shows the list as it is then. */
export function useEndSessions(onEnded: () => void) {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => (id === OTHERS ? endOtherSessions() : endOne(id)),
    onSuccess: async (_, id) => {
      await queries.invalidateQueries(mySessionsQuery);
      toast(t(id === OTHERS ? 'sessions.othersEnded' : 'sessions.ended'));
      onEnded();
    },
  });
}

async function endOne(id: string): Promise<void> {
  try {
    await endSession(id);
  } catch (error) {
    // It had ended by then: that is what was wanted.
    if (!(error instanceof Problem && error.code === 'NOT_FOUND')) throw error;
  }
}
