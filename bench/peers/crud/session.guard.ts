import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Session } from './session.entity.js';

type SignedIn = IncomingMessage & { userId?: string };

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Lets in who has a session that has not expired. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly dataSource: DataSource) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<SignedIn>();
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const session =
      token === undefined
        ? null
        : await this.dataSource.getRepository(Session).findOneBy({ tokenHash: hashOf(token) });
    if (!session || session.expiresAt <= new Date().toISOString()) {
      throw new UnauthorizedException();
    }
    request.userId = session.userId;
    return true;
  }
}

export const UserId = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<SignedIn>().userId,
);
