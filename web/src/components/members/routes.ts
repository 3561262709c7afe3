import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';
import { memberSearchIn } from '../../stores/member-search.js';

export const membersRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members',
    validateSearch: memberSearchIn,
    component: guarded(async () => (await import('./MembersPage.js')).MembersPage),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members/$pubkey',
    component: guarded(async () => (await import('./MemberPage.js')).MemberPage),
  }),
] as const;
