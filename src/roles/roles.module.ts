import { Module } from '@nestjs/common';
import { CreateRoleHandler } from './commands/create-role.command.js';
import { DeleteRoleHandler } from './commands/delete-role.command.js';
import { ImportRolesHandler } from './commands/import-roles.command.js';
import { OrderRolesHandler } from './commands/order-roles.command.js';
import { UpdateRoleHandler } from './commands/update-role.command.js';
import { ListRolesHandler } from './queries/list-roles.query.js';
import { RolesController } from './roles.controller.js';

@Module({
  controllers: [RolesController],
  providers: [
    CreateRoleHandler,
    UpdateRoleHandler,
    OrderRolesHandler,
    DeleteRoleHandler,
    ImportRolesHandler,
    ListRolesHandler,
  ],
})
export class RolesModule {}
