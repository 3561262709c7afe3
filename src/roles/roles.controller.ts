import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Req,
  Res,
} from '@nestjs/common';
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
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems } from '../http/api-problems.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { withTag } from '../http/etag.js';
import { RateLimit } from '../http/limits/rate-limit.js';
import { auditReason, ifMatchOf } from '../http/request-headers.js';
import { CheckedBody } from '../http/validation.js';
import { Requires } from '../identity/access.js';
import { CreateRole } from './commands/create-role.command.js';
import { DeleteRole } from './commands/delete-role.command.js';
import { OrderRoles } from './commands/order-roles.command.js';
import { UpdateRole } from './commands/update-role.command.js';
import { ListRoles } from './queries/list-roles.query.js';
import { roleIn } from './facts/role-in.js';
import {
  CreateRoleBody,
  OrderRolesBody,
  RoleDto,
  RoleListDto,
  UpdateRoleBody,
} from './roles.dto.js';
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
  @ApiOperation({
    summary: 'List the roles, the highest first',
    description:
      'All of them, as there are at most 250; the built-in `admin` and `everyone` among them.',
  })
  @ApiOkResponse({ type: RoleListDto })
  async list(): Promise<{ roles: readonly RoleView[] }> {
    return { roles: await this.queries.execute(new ListRoles()) };
  }

  @Post()
  @Requires('manage_roles')
  @RateLimit('create')
  @ApiOperation({
    summary: 'Create a role below your own highest',
    description:
      'With permissions that you hold yourself, under a name that cannot be taken for another role’s.',
  })
  @ApiCreatedResponse({ type: RoleDto })
  @ApiProblems(
    'VALIDATION_FAILED',
    'MALFORMED_JSON',
    'ROLE_HIERARCHY',
    'ROLE_NAME_TAKEN',
    'CONFLICT',
  )
  async create(
    @CurrentCaller() caller: Caller,
    @CheckedBody() body: CreateRoleBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleView> {
    const { name, color, permissions, position } = body;
    const fields = { name, color: color ?? null, permissions, position };
    return withTag(reply, await this.commands.execute(new CreateRole(caller, fields)));
  }

  @Put('order')
  @Requires('manage_roles')
  @RateLimit('order')
  @ApiOperation({
    summary: 'Give all roles their positions at once',
    description:
      'Names each role but `admin` and `everyone` once. Whoever has not seen one that is new or gone changes nothing (409), neither does one whose `version` is not the current one (412), nor a move that is not yours to make.',
  })
  @ApiOkResponse({ type: RoleListDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY')
  @ApiProblems('ROLE_NOT_FOUND', 'ROLE_BUILTIN', 'CONFLICT', 'VERSION_MISMATCH')
  async order(
    @CurrentCaller() caller: Caller,
    @CheckedBody() { roles }: OrderRolesBody,
  ): Promise<{ roles: readonly RoleView[] }> {
    const places = roles.map((place) => ({ ...place, id: roleIn(place.id) }));
    return { roles: await this.commands.execute(new OrderRoles(caller, places)) };
  }

  @Patch(':id')
  @Requires('manage_roles')
  @ApiOperation({
    summary: 'Change or move a role below your own highest',
    description:
      'What is left out stays as it is. With `If-Match`, only if nobody else has changed the role meanwhile.',
  })
  @ApiParam({ name: 'id' })
  @ApiHeader({ name: 'If-Match', required: false, description: '`"<version>"`' })
  @ApiOkResponse({ type: RoleDto })
  @ApiProblems('VALIDATION_FAILED', 'MALFORMED_JSON', 'ROLE_HIERARCHY')
  @ApiProblems('ROLE_NOT_FOUND', 'ROLE_BUILTIN', 'ROLE_NAME_TAKEN', 'VERSION_MISMATCH')
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @CheckedBody() { name, color, permissions, position }: UpdateRoleBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleView> {
    const changes = { name, color, permissions, position };
    const command = new UpdateRole(caller, roleIn(id), changes, ifMatchOf(request));
    return withTag(reply, await this.commands.execute(command));
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('manage_roles')
  @ApiOperation({
    summary: 'Delete a role; its members lose it, and invites that grant it are revoked',
    description:
      'For good: a role that is made anew under the same name is another one. Where a hundred or more members and ' +
      'invites have it, they lose it a hundred at a time, the invites first, and the role goes last.',
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
