import type { Server } from '@gatehouse/sdk';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '../../boot/boot.js';
import { queryClient, serverQuery } from '../../stores/community.js';
import { Loading } from '../shared/Loading.js';
import { ProblemAlert } from '../shared/ProblemAlert.js';
import { NoOwner } from './NoOwner.js';
import { DoorHead } from './DoorHead.js';
import { FrontDoor } from './FrontDoor.js';
import { linkGiven } from './link-given.js';

/** How often a community without an owner is looked at: nobody tells us when it has one. */
const LOOK_MS = 5000;

interface Props {
  readonly children: (server: Server) => ReactNode;
}

/** What stands before the community; while it has no owner, how it gets one stands there in its place. */
export function Door({ children }: Props): ReactNode {
  const { t } = useTranslation('shell');
  const {
    data: server,
    error,
    refetch,
  } = useQuery(
    {
      ...serverQuery,
      // The owner is a member, and cannot leave.
      refetchInterval: ({ state }) => (state.data?.member_count === 0 ? LOOK_MS : false),
    },
    queryClient,
  );
  if (!server) {
    return error ? (
      <FrontDoor>
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </FrontDoor>
    ) : (
      <Loading />
    );
  }
  if (server.member_count > 0) return <FrontDoor>{children(server)}</FrontDoor>;
  return (
    <FrontDoor>
      <DoorHead
        server={server}
        title={t('noOwner.title', { name: server.name })}
        text={t(`noOwner.by.${boot.ownerBy ?? 'link'}`)}
      />
      <NoOwner link={linkGiven()} />
    </FrontDoor>
  );
}
