import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endMyOtherSessions, endMySession } from '../../stores/my-sessions.js';
import { toast } from '../shared/toast.js';

/** In place of an id: all but the one that asks. */
export const OTHERS = 'others';

/** Ends sessions, and shows the list as it is then. */
export function useEndSessions(onEnded: () => void) {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      id === OTHERS ? endMyOtherSessions(queries) : endMySession(queries, id),
    onSuccess: (_, id) => {
      toast(t(id === OTHERS ? 'sessions.othersEnded' : 'sessions.ended'));
      onEnded();
    },
  });
}
