import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../shell/root-route.js';
import { guarded } from '../shell/Guarded.js';
import { textOf, without } from '../../stores/search-params.js';
import { isPerson } from '../../stores/person-id.js';
import { memberSearchIn } from '../../stores/member-search.js';

export const membersRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members',
    validateSearch: memberSearchIn,
    component: guarded(async () => (await import('./MembersPage.js')).MembersPage),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members/tree',
    validateSearch: ({
      person,
      view,
    }: Readonly<Record<string, unknown>>): { readonly person?: string; readonly view?: 'list' } =>
      without({
        person: isPerson(textOf(person)) ? textOf(person) : undefined,
        view: view === 'list' ? ('list' as const) : undefined,
      }),
    component: guarded(async () => (await import('./TreePage.js')).TreePage, 'view_audit_log'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/members/$pubkey',
    component: guarded(async () => (await import('./MemberPage.js')).MemberPage),
  }),
] as const;
