import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ApiProblems } from '../http/api-problems.js';
import type { Permission } from '../roles/permissions.js';

/** Who may call a route: anybody, any session, any member, or members with a permission, or with one of several. */
export type Access =
  'public' | 'session' | 'member' | Permission | readonly [Permission, ...Permission[]];

export const ACCESS = 'gatehouse:access';

/**
 * Says who may call a route, for the guard and for the API document. A command's rule checks the
 * permission once more, in the transaction, where nothing can change in between.
 */
export function Requires(access: Access): MethodDecorator {
  if (access === 'public') return SetMetadata(ACCESS, access);
  const problems = [
    ApiBearerAuth(),
    ApiProblems('UNAUTHENTICATED'),
    ...(access === 'session' ? [] : [ApiProblems('NOT_A_MEMBER')]),
    ...(access === 'session' || access === 'member' ? [] : [ApiProblems('MISSING_PERMISSION')]),
  ];
  return applyDecorators(SetMetadata(ACCESS, access), ...problems);
}
