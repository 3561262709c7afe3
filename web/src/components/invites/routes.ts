import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';
import { listIn } from '../../stores/invite-search.js';

export const invitesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invites',
    validateSearch: listIn,
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
