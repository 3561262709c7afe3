import {
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { LogIsReadOnly } from '../event-store/errors.js';
import { routeMetadata } from './route-metadata.js';

const ALSO_READ_ONLY = 'gatehouse:also-read-only';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Marks a call that changes nothing of the community, although its method says that it might. */
export function AlsoReadOnly(): MethodDecorator {
  return SetMetadata(ALSO_READ_ONLY, true);
}

/** Where the community is only looked at, refuses every call that might change it, alike. */
@Injectable()
export class ReadOnlyGuard implements CanActivate {
  private readonly isAllowed: (context: ExecutionContext) => boolean | undefined;

  constructor(
    reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.isAllowed = routeMetadata<boolean>(reflector, ALSO_READ_ONLY);
  }

  canActivate(context: ExecutionContext): boolean {
    if (!this.config.readOnly) return true;
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (READING.has(method) || this.isAllowed(context) === true) return true;
    throw new LogIsReadOnly();
  }
}
