import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const bansRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/bans',
    component: guarded(async () => (await import('./bans-page.js')).BansPage, 'ban_members'),
  }),
] as const;
