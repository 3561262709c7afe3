import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { meQuery, queryClient, serverQuery } from '../../stores/community.js';
import { startLive } from '../../gateway.js';
import { rememberJoined } from '../../identity/joined-here.js';
import { isSignedOut, startSession, useSession } from '../../stores/session.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { ConsoleLayout } from './ConsoleLayout.js';
import { FrontDoor } from './FrontDoor.js';
import { NotMember } from './NotMember.js';
import { SignedOut, Welcome } from './Outside.js';

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
    case 'key_lost':
      return <SignedIn key={session.userId} />;
  }
}

function SignedIn(): ReactNode {
  const me = useQuery(meQuery, queryClient);
  const server = useQuery(serverQuery, queryClient);
  const isKeyLost = useSession(({ status }) => status === 'key_lost');
  const isInside = me.data?.is_member && server.data;
  if (isKeyLost && !isInside) return <Welcome />;
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
  // An invite's page sends its reader on here.
  useEffect(() => rememberJoined(true), []);
  return <ConsoleLayout />;
}
