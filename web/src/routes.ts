import { createRouter } from '@tanstack/react-router';
import { boot } from './boot/boot.js';
import { accountRoutes } from './components/account/routes.js';
import { allowlistRoutes } from './components/allowlist/routes.js';
import { auditRoutes } from './components/audit/routes.js';
import { bansRoutes } from './components/bans/routes.js';
import { invitesRoutes } from './components/invites/routes.js';
import { membersRoutes } from './components/members/routes.js';
import { overviewRoutes } from './components/overview/routes.js';
import { rolesRoutes } from './components/roles/routes.js';
import { settingsRoutes } from './components/settings/routes.js';
import { rootRoute } from './components/shell/root-route.js';

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
