import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';

export const allowlistRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/allowlist',
    component: guarded(
      async () => (await import('./AllowlistPage.js')).AllowlistPage,
      'manage_server',
    ),
  }),
] as const;
