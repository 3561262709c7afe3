import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/settings',
    component: guarded(
      async () => (await import('./SettingsPage.js')).SettingsPage,
      'manage_server',
    ),
  }),
] as const;
