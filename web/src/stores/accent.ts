import { useQuery } from '@tanstack/react-query';
import { queryClient, serverQuery } from './community.js';

/** The community's own colour, once it is known, and if it has one. */
export function useAccent(): string | null {
  // Whoever needs the community asks for it; this only looks.
  const { data } = useQuery({ ...serverQuery, enabled: false }, queryClient);
  return data?.accent_color ?? null;
}
