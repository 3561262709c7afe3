import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { READ_MODELS, type ReadModels } from '../../event-store/event-store.js';
import type { RoleView } from '../role-view.js';

/** All roles, the highest first. There are at most 250: no pages. */
export class ListRoles extends Query<readonly RoleView[]> {}

type RoleRow = Omit<RoleView, 'is_builtin'> & { readonly is_builtin: number };

@QueryHandler(ListRoles)
export class ListRolesHandler implements IQueryHandler<ListRoles> {
  constructor(@Inject(READ_MODELS) private readonly readModels: ReadModels) {}

  async execute(): Promise<readonly RoleView[]> {
    const rows = await this.readModels.all<RoleRow>(
      `SELECT id, name, color, position, permissions, is_builtin, created_at, updated_at,
         version
       FROM {roles} ORDER BY position DESC, created_at, id`,
    );
    return rows.map((row) => ({ ...row, is_builtin: row.is_builtin === 1 }));
  }
}
