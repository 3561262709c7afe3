import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';
import { SHOWN, type Shown } from '../../stores/shown-invites.js';

export const invitesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invites',
    validateSearch: ({
      status,
    }: Readonly<Record<string, unknown>>): { readonly status?: Shown } => {
      const shown = SHOWN.find((each) => each === status);
      return shown === undefined ? {} : { status: shown };
    },
    component: guarded(
      async () => (await import('./InvitesPage.js')).InvitesPage,
      'manage_invites',
    ),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invites/$code',
    component: guarded(
      async () => (await import('./InviteDetails.js')).InviteDetails,
      'manage_invites',
    ),
  }),
] as const;
