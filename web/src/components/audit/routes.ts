import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';
import { asOfIn } from '../../stores/as-of-search.js';
import { filterIn, isInvite } from '../../stores/audit-filter.js';
import { textOf, without } from '../../stores/search-params.js';
import { isPerson } from '../../stores/person-id.js';

const NEEDS = 'view_audit_log';

type Search = Readonly<Record<string, unknown>>;

const personIn = (search: Search): string | undefined =>
  isPerson(textOf(search.person)) ? textOf(search.person) : undefined;

export const auditRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit',
    validateSearch: filterIn,
    component: guarded(async () => (await import('./EventsPage.js')).EventsPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/as-of',
    validateSearch: asOfIn,
    component: guarded(async () => (await import('./AsOfPage.js')).AsOfPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/invited',
    validateSearch: (search: Search): { readonly person?: string } =>
      without({ person: personIn(search) }),
    component: guarded(async () => (await import('./InvitedPage.js')).InvitedPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/joins',
    validateSearch: ({ days }: Search): { readonly days?: 90 } =>
      textOf(days) === '90' ? { days: 90 } : {},
    component: guarded(async () => (await import('./JoinsPage.js')).JoinsPage, NEEDS),
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
    component: guarded(async () => (await import('./RefusalsPage.js')).RefusalsPage, NEEDS),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit/proof',
    component: guarded(async () => (await import('./ProofPage.js')).ProofPage, NEEDS),
  }),
] as const;
