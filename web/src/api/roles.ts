import { answerOf, type Role } from '@gatehouse/sdk';
import type { Body } from './calls.js';
import { api } from './client.js';

export async function listRoles(): Promise<Role[]> {
  return (await answerOf(api.GET('/api/v1/roles'))).roles;
}

export function createRole(body: Body<'/api/v1/roles', 'post'>): Promise<Role> {
  return answerOf(api.POST('/api/v1/roles', { body }));
}

export function editRole(id: string, body: Body<'/api/v1/roles/{id}', 'patch'>): Promise<Role> {
  return answerOf(api.PATCH('/api/v1/roles/{id}', { params: { path: { id } }, body }));
}

export function deleteRole(id: string) {
  return answerOf(api.DELETE('/api/v1/roles/{id}', { params: { path: { id } } }));
}
