import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';
import { SHOWN, type Shown } from './shown.js';

export const invitesRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invites',
    validateSearch: ({
      status,
    }: Readonly<Record<string, unknown>>): { readonly status?: Shown } => {
      const shown = SHOWN.find((each) => each === status);
      return shown === undefined ? {} : { status: shown };
    },
    component: guarded(
      async () => (await import('./invites-page.js')).InvitesPage,
      'manage_invites',
    ),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invites/$code',
    component: guarded(async () => (await import('./invite-page.js')).InvitePage, 'manage_invites'),
  }),
] as const;
