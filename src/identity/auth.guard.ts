import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../platform/refusal.js';
import { CONFIG, type Config } from '../config.js';
import { idempotentRequest } from '../http/idempotency.js';
import { routeMetadata } from '../http/route-metadata.js';
import { notAMember, requirePermission, type Authority } from '../roles/authority.js';
import { authorityOf } from '../roles/facts/authority-of.js';
import type { Permission } from '../roles/permissions.js';
import { ACCESS, type Access } from './access.js';
import { Sessions } from './sessions.js';
import { bearerToken } from './token.js';
import { States } from '../event-store/states.js';

/** Finds out who is calling, and whether the route is open to them. Routes are closed by default. */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly accessOf: (context: ExecutionContext) => Access | undefined;

  constructor(
    reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly states: States,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.accessOf = routeMetadata<Access>(reflector, ACCESS);
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access === undefined) throw new Error('A route must say who may call it.');
    if (access === 'public') return true;
    return this.admit(access, context.switchToHttp().getRequest<FastifyRequest>());
  }

  private async admit(
    access: Exclude<Access, 'public'>,
    request: FastifyRequest,
  ): Promise<boolean> {
    const session = await this.sessions.find(bearerToken(request) ?? '');
    if (!session) throw refuse('UNAUTHENTICATED', 'Send a valid session as Authorization: Bearer.');
    const { userId } = session;
    // Where nothing can be written, nothing is done twice.
    const once = this.config.readOnly ? undefined : idempotentRequest(request, userId);
    request.caller = { userId, requestId: request.id, once };
    if (access === 'session') return true;
    const authority = await authorityOf(this.states, session.userId);
    const refusal = refusalFor(access, authority);
    if (refusal) throw refusal;
    return true;
  }
}

/** Of several permissions one is enough; the first is what is missed. */
function refusalFor(
  access: Exclude<Access, 'public' | 'session'>,
  authority: Authority,
): Refusal | undefined {
  if (access === 'member') return authority.isMember ? undefined : notAMember();
  const permissions: readonly Permission[] = typeof access === 'string' ? [access] : access;
  const refusals = permissions.map((permission) => requirePermission(authority, permission));
  return refusals.includes(undefined) ? undefined : refusals[0];
}
