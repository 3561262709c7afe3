import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';

export const rolesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles',
    component: guarded(async () => (await import('./RolesPage.js')).RolesPage),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles/new',
    component: guarded(async () => (await import('./NewRolePage.js')).NewRolePage, 'manage_roles'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/roles/$id',
    component: guarded(async () => (await import('./RolePage.js')).RolePage),
  }),
] as const;
