import { Problem, type Me, type Permission, type Role, type Server } from '@gatehouse/sdk';
import { QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { listRoles } from '../api/roles.js';
import { getMe, getServer } from '../api/server.js';
import { token } from './session.js';
import { asHolder, useViewAs } from './view-as.js';

/** What the server has said is kept here, and brought up to date by the gateway. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The gateway says when something has changed; a cut is caught up with.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      // What was refused is refused again.
      retry: (failures, error) => !(error instanceof Problem && error.status < 500) && failures < 2,
    },
    // Nothing that somebody did waits for the network unseen.
    mutations: { retry: false, networkMode: 'always' },
  },
});

export const meQuery = queryOptions<Me>({
  queryKey: ['me'],
  queryFn: () => getMe(),
});

export const serverQuery = queryOptions<Server>({
  queryKey: ['server'],
  queryFn: () => getServer(),
});

export const rolesQuery = queryOptions<Role[]>({
  queryKey: ['roles'],
  queryFn: async () => listRoles(),
});

/** Asks for what every page needs before there is one; whoever is not signed in is asked for nothing but the community. */
export function askEarly(): void {
  const asked =
    token() === undefined
      ? [queryClient.query(serverQuery)]
      : [queryClient.query(serverQuery), queryClient.query(meQuery), queryClient.query(rolesQuery)];
  // What goes wrong is said by the page that needs it.
  void Promise.allSettled(asked);
}

/** Who looks at the console, or through whose eyes: inside of it they are known. */
export function useMe(): Me {
  const me = useSuspenseQuery(meQuery).data;
  const { role } = useViewAs();
  const { data: roles = [] } = useQuery({ ...rolesQuery, enabled: role !== undefined });
  return role ? asHolder(me, role.id, roles) : me;
}

/** Whether they may do something. The server decides; this is for what to show. */
export function useMay(): (permission: Permission) => boolean {
  const { permission_names: names } = useMe();
  return (permission) => names.includes('administrator') || names.includes(permission);
}

export function useServer(): Server {
  return useSuspenseQuery(serverQuery).data;
}

/** The roles by id, as far as they are known. */
export function useRoles(): ReadonlyMap<string, Role> {
  const { data = [] } = useQuery(rolesQuery);
  return new Map(data.map((role) => [role.id, role]));
}
