import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { meQuery, queryClient, serverQuery } from '../api/queries.js';
import { startLive } from '../live/live.js';
import { isSignedOut, startSession, useSession } from '../session/session.js';
import { Loading } from '../ui/loading.js';
import { ProblemAlert } from '../ui/problem-alert.js';
import { ConsoleLayout } from './console-layout.js';
import { FrontDoor } from './front-door.js';
import { NotMember, SignedOut, Welcome } from './outside.js';

/** Lets members in; tells everybody else how to get in. */
export function Gate(): ReactNode {
  const session = useSession();
  switch (session.status) {
    case 'unknown':
      return <Loading />;
    case 'no_key':
      return <Welcome />;
    case 'signed_out':
      return <SignedOut />;
    case 'failed':
      return (
        <FrontDoor>
          <ProblemAlert error={session.reason} onRetry={() => void startSession()} />
        </FrontDoor>
      );
    case 'signed_in':
      return <SignedIn key={session.userId} />;
  }
}

function SignedIn(): ReactNode {
  const me = useQuery(meQuery, queryClient);
  const server = useQuery(serverQuery, queryClient);
  const error = me.error ?? server.error;
  // A page in use stays, whatever a later call meets.
  if (error && !(me.data && server.data)) {
    if (isSignedOut(error)) return <Loading />;
    return (
      <FrontDoor>
        <ProblemAlert
          error={error}
          onRetry={() => {
            void me.refetch();
            void server.refetch();
          }}
        />
      </FrontDoor>
    );
  }
  if (!me.data || !server.data) return <Loading />;
  return me.data.is_member ? <Inside /> : <NotMember />;
}

function Inside(): ReactNode {
  useEffect(() => startLive(queryClient), []);
  return <ConsoleLayout />;
}
