import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/settings',
    component: guarded(
      async () => (await import('./settings-page.js')).SettingsPage,
      'manage_server',
    ),
  }),
] as const;
