import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';

export const bansRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/bans',
    component: guarded(async () => (await import('./BansPage.js')).BansPage, 'ban_members'),
  }),
] as const;
