import type { QueryClient } from '@tanstack/react-query';
import { followGateway, type GatewayStatus, type Message, type Op } from '@gatehouse/sdk/gateway';
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { now } from './stores/clock.js';
import { keepFirstPages } from './stores/pages.js';
import { baseUrl } from './boot/boot.js';
import { renewSession, token, useSession } from './stores/session.js';
import { refetchOwnerOnOtherVersion } from './stores/hand-over.js';
import { refetchOnOtherPermissions } from './stores/permissions.js';

/** How a page keeps what it shows up to date: exported as `follow` from a `stores/follow-*.ts`. */
export type Follow = (message: Message, queries: QueryClient) => void;

const FOLLOWERS = import.meta.glob<Follow>('./stores/follow-*.ts', {
  eager: true,
  import: 'follow',
});

interface ConnectionState {
  readonly status: GatewayStatus;
  /**
   * As of when everything is that is shown (RFC 3339), while it is cut off: until when it was live, or, if it never came to
   * be, since when it was tried.
   */
  readonly cutSince: string | undefined;
}

/** The connection of this tab to the gateway. */
export const useConnection = create<ConnectionState>(() => ({
  status: 'closed',
  cutSince: undefined,
}));

/** What becomes of the connection when it gets another status. */
function become(status: GatewayStatus, begun: string): void {
  useConnection.setState((before) => {
    if (status === 'live') return { status, cutSince: undefined };
    if (before.status === 'live') return { status, cutSince: new Date(now()).toISOString() };
    return { status, cutSince: status === 'cut' ? (before.cutSince ?? begun) : before.cutSince };
  });
}

const listeners = new Set<(message: Message) => void>();

/** Follows the gateway until told to stop: every message goes to the followers, then to who listens. */
export function startLive(queries: QueryClient): () => void {
  let isFirst = true;
  const begun = new Date(now()).toISOString();
  // Where somebody else was signed in before, it was theirs that was cut.
  useConnection.setState({ cutSince: undefined });
  const stopRefetching = [refetchOnOtherPermissions(queries), refetchOwnerOnOtherVersion(queries)];
  const gateway = followGateway({
    baseUrl,
    session: { token, renew: renewSession },
    onMessage: (message) => {
      for (const follow of Object.values(FOLLOWERS)) follow(message, queries);
      for (const listener of listeners) listener(message);
    },
    // Too much was missed to be told one by one.
    onResync: () => {
      keepFirstPages(queries);
      void queries.invalidateQueries();
    },
    onStatus: (status) => {
      become(status, begun);
      // Nobody tells what happened between the first answers and the connection.
      if (status === 'live' && isFirst) {
        isFirst = false;
        void queries.invalidateQueries();
      }
      // Not a member any more, perhaps: then the console says so.
      if (status === 'refused') void queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const wake = (): void => gateway.wake();
  window.addEventListener('online', wake);
  // Whose key was lost is refused, until it is back.
  const stopWaiting = useSession.subscribe(({ status }, before) => {
    if (status === 'signed_in' && before.status === 'key_lost') wake();
  });
  return () => {
    stopWaiting();
    window.removeEventListener('online', wake);
    for (const stop of stopRefetching) stop();
    gateway.close();
  };
}

/** Hears the messages of some ops while a component is shown. */
export function useMessages<Name extends Op>(
  ops: readonly Name[],
  hear: (message: Extract<Message, { readonly op: Name }>) => void,
): void {
  const current = useRef({ ops, hear });
  useEffect(() => {
    current.current = { ops, hear };
  });
  useEffect(() => {
    const listener = (message: Message): void => {
      const { ops, hear } = current.current;
      if (isOneOf(message, ops)) hear(message);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}

function isOneOf<Name extends Op>(
  message: Message,
  ops: readonly Name[],
): message is Extract<Message, { readonly op: Name }> {
  return ops.some((op) => op === message.op);
}
