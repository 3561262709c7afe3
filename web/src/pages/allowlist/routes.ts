import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const allowlistRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/allowlist',
    component: guarded(
      async () => (await import('./allowlist-page.js')).AllowlistPage,
      'manage_server',
    ),
  }),
] as const;
