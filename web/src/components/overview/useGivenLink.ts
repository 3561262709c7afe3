import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useOpenLink } from '../invites/useOpenLink.js';

/** Asks about the link that the installed app was opened with: once, and not at each reload. */
export function useGivenLink(): void {
  const { link } = useSearch({ from: '/' });
  const navigate = useNavigate();
  const open = useOpenLink();
  const take = useEffectEvent((given: string) => {
    open(given);
    void navigate({ to: '/', search: {}, replace: true });
  });
  useEffect(() => {
    if (link !== undefined) take(link);
  }, [link]);
}
