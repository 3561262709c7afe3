import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const rolesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles',
    component: guarded(async () => (await import('./roles-page.js')).RolesPage),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles/new',
    component: guarded(
      async () => (await import('./new-role-page.js')).NewRolePage,
      'manage_roles',
    ),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles/$id',
    component: guarded(async () => (await import('./role-page.js')).RolePage),
  }),
] as const;
