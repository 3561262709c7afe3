import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';

export const overviewRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    // A link that the installed app was opened with.
    validateSearch: ({ link }: Readonly<Record<string, unknown>>): { readonly link?: string } =>
      typeof link === 'string' ? { link } : {},
    component: guarded(async () => (await import('./overview-page.js')).OverviewPage),
  }),
] as const;
