import { useDebouncedCallback } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { listIn, type ListSearch, type Order } from '../stores/invite-search.js';
import { noteList } from '../stores/last-list.js';
import type { Shown } from '../stores/shown-invites.js';

/** How long somebody pauses who has typed what they search for, in milliseconds. */
const PAUSE_MS = 250;

interface Wanted {
  readonly status: Shown;
  /** What is searched for. */
  readonly q: string;
  readonly order: Order;
}

export interface ListSearching extends Wanted {
  /** What stands in the field: what is searched for when its writer pauses. */
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly want: (some: Partial<Wanted>) => void;
}

/** Which invites the address names, and how to name others. */
export function useListSearch(): ListSearching {
  const navigate = useNavigate();
  const named = useSearch({ from: '/invites' });
  const { status, q, order }: Wanted = { status: 'active', q: '', order: 'newest', ...named };
  useEffect(() => noteList(named), [named]);
  const [typed, setTyped] = useState({ text: q, sent: q, of: q });
  const want = (some: Partial<Wanted>): void => {
    const search = (now: ListSearch): ListSearch => listIn({ ...now, ...some });
    void navigate({ to: '/invites', search, replace: true });
  };
  const send = useDebouncedCallback((text: string) => {
    const sent = text.trim() === '' ? '' : text;
    setTyped((now) => ({ ...now, sent }));
    want({ q: sent });
  }, PAUSE_MS);
  let { text } = typed;
  if (typed.of !== q) {
    // What was sent has arrived, and more may have been typed meanwhile; anything else came by a link, or by going back.
    text = typed.sent === q ? typed.text : q;
    setTyped({ text, sent: q, of: q });
  }
  const setText = (next: string): void => {
    setTyped((now) => ({ ...now, text: next }));
    send(next);
  };
  return { status, q, order, text, setText, want };
}
