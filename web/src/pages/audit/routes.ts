import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { guarded } from '../../shell/guarded.js';
import { asOfIn } from './as-of-search.js';
import { filterIn, isInvite, isPerson, textOf, without } from './filter.js';

const NEEDS = 'view_audit_log';

type Search = Readonly<Record<string, unknown>>;

const personIn = (search: Search): string | undefined =>
  isPerson(textOf(search.person)) ? textOf(search.person) : undefined;

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit',
    validateSearch: filterIn,
    component: guarded(async () => (await import('./events-page.js')).EventsPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/as-of',
    validateSearch: asOfIn,
    component: guarded(async () => (await import('./as-of-page.js')).AsOfPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/invited',
    validateSearch: (search: Search): { readonly person?: string } =>
      without({ person: personIn(search) }),
    component: guarded(async () => (await import('./invited-page.js')).InvitedPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/refusals',
    validateSearch: (search: Search): { readonly person?: string; readonly invite?: string } => {
      const invite = textOf(search.invite);
      return without({
        person: personIn(search),
        invite: isInvite(invite) ? invite : undefined,
      });
    },
    component: guarded(async () => (await import('./refusals-page.js')).RefusalsPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/proof',
    component: guarded(async () => (await import('./proof-page.js')).ProofPage, NEEDS),
  }),
] as const;
