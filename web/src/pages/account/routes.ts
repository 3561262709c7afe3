import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const accountRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/account',
    component: guarded(async () => (await import('./account-page.js')).AccountPage),
  }),
] as const;
