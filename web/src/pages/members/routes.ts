import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const membersRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members',
    component: guarded(async () => (await import('./members-page.js')).MembersPage),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members/$pubkey',
    component: guarded(async () => (await import('./member-page.js')).MemberPage),
  }),
] as const;
