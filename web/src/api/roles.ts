import { answerOf, type Role } from '@gatehouse/sdk';
import type { Body } from './calls.js';
import { api } from './client.js';

export async function listRoles(): Promise<Role[]> {
  return (await answerOf(api.GET('/api/v1/roles'))).roles;
}

export function createRole(body: Body<'/api/v1/roles', 'post'>): Promise<Role> {
  return answerOf(api.POST('/api/v1/roles', { body }));
}

/** @param version that it must still have */
export function editRole(
  id: string,
  body: Body<'/api/v1/roles/{id}', 'patch'>,
  version: number,
): Promise<Role> {
  const params = { path: { id }, header: { 'If-Match': `"${version}"` } };
  return answerOf(api.PATCH('/api/v1/roles/{id}', { params, body }));
}

/**
 * Gives all roles their positions at once.
 * @param roles all of them, with the versions that they must still have; built-in ones stay where they are
 */
export async function orderRoles(roles: readonly Role[]): Promise<readonly Role[]> {
  const places = roles
    .filter(({ is_builtin }) => !is_builtin)
    .map(({ id, position, version }) => ({ id, position, version }));
  return (await answerOf(api.PUT('/api/v1/roles/order', { body: { roles: places } }))).roles;
}

export function deleteRole(id: string) {
  return answerOf(api.DELETE('/api/v1/roles/{id}', { params: { path: { id } } }));
}
