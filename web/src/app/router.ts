import { createRouter } from '@tanstack/react-router';
import { boot } from '../boot/boot.js';
import { accountRoutes } from '../pages/account/routes.js';
import { allowlistRoutes } from '../pages/allowlist/routes.js';
import { auditRoutes } from '../pages/audit/routes.js';
import { bansRoutes } from '../pages/bans/routes.js';
import { invitesRoutes } from '../pages/invites/routes.js';
import { membersRoutes } from '../pages/members/routes.js';
import { overviewRoutes } from '../pages/overview/routes.js';
import { rolesRoutes } from '../pages/roles/routes.js';
import { settingsRoutes } from '../pages/settings/routes.js';
import { rootRoute } from './root-route.js';

export const router = createRouter({
  basepath: boot.base === '' ? '/' : boot.base,
  routeTree: rootRoute.addChildren([
    ...overviewRoutes,
    ...invitesRoutes,
    ...membersRoutes,
    ...rolesRoutes,
    ...bansRoutes,
    ...allowlistRoutes,
    ...auditRoutes,
    ...settingsRoutes,
    ...accountRoutes,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
