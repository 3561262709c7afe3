import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';

export const overviewRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    // A link that the installed app was opened with.
    validateSearch: ({ link }: Readonly<Record<string, unknown>>): { readonly link?: string } =>
      typeof link === 'string' ? { link } : {},
    component: guarded(async () => (await import('./OverviewPage.js')).OverviewPage),
  }),
] as const;
