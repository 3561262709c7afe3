import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { auditReason } from '../http/request-headers.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { CreateRole } from './commands/create-role.command.js';
import { DeleteRole } from './commands/delete-role.command.js';
import { UpdateRole } from './commands/update-role.command.js';
import { ListRoles } from './queries/list-roles.query.js';
import { roleIn } from './facts/role-in.js';
import { CreateRoleBody, RoleDto, RoleListDto, UpdateRoleBody } from './roles.dto.js';
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
  create(@CurrentCaller() caller: Caller, @CheckedBody() body: CreateRoleBody): Promise<RoleView> {
    const { name, color, permissions, position } = body;
    const fields = { name, color: color ?? null, permissions, position };
    return this.commands.execute(new CreateRole(caller, fields));
  }

  @Patch(':id')
  @Requires('manage_roles')
  @ApiOperation({ summary: 'Change or move a role below your own highest' })
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ type: RoleDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY')
  @ApiProblems('ROLE_NOT_FOUND', 'ROLE_BUILTIN')
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @CheckedBody() { name, color, permissions, position }: UpdateRoleBody,
  ): Promise<RoleView> {
    const changes = { name, color, permissions, position };
    return this.commands.execute(new UpdateRole(caller, roleIn(id), changes));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('manage_roles')
  @ApiOperation({
    summary: 'Delete a role; its members lose it, and invites that grant it are revoked',
  })
  @ApiParam({ name: 'id' })
  @ApiHeader({ name: 'X-Audit-Log-Reason', required: false })
  @ApiNoContentResponse()
  @ApiProblems('VALIDATION_FAILED', 'ROLE_HIERARCHY', 'ROLE_NOT_FOUND', 'ROLE_BUILTIN')
  delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.commands.execute(new DeleteRole(caller, roleIn(id), auditReason(request)));
  }
}
