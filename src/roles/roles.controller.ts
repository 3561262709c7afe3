import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../common/api-problems.js';
import { CurrentCaller, type Caller } from '../common/caller.js';
import { RateLimit } from '../common/rate-limit.js';
import { Requires } from '../identity/access.js';
import { CreateRole } from './commands/create-role.command.js';
import { ListRoles } from './queries/list-roles.query.js';
import { CreateRoleBody, RoleDto, RoleListDto } from './roles.dto.js';
import type { RoleView } from './role-view.js';

@ApiTags('Roles')
@Controller('roles')
export class RolesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Requires('session')
  @ApiOperation({ summary: 'List the roles, the highest first' })
  @ApiOkResponse({ type: RoleListDto })
  async list(): Promise<{ roles: readonly RoleView[] }> {
    return { roles: await this.queries.execute(new ListRoles()) };
  }

  @Post()
  @Requires('manage_roles')
  @RateLimit('create')
  @ApiOperation({ summary: 'Create a role below your own highest' })
  @ApiCreatedResponse({ type: RoleDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY', 'CONFLICT')
  create(@CurrentCaller() caller: Caller, @Body() body: CreateRoleBody): Promise<RoleView> {
    const { name, color, permissions, position } = body;
    const fields = { name, color: color ?? null, permissions, position };
    return this.commands.execute(new CreateRole(caller, fields));
  }
}
