import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { InvitesController } from '../invites/invites.controller.js';
import { ModerationController } from '../members/moderation.controller.js';
import { SYSTEM } from '../platform/ids.js';

const CONTROLLERS = new Set<unknown>([InvitesController, ModerationController]);

/** Has a text wherever an invite or a ban has nobody's name: decentcom's SDK cannot read `null` there. */
@Injectable()
export class DecentcomListsInterceptor implements NestInterceptor<unknown> {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const answers = next.handle();
    return CONTROLLERS.has(context.getClass()) ? answers.pipe(map(named)) : answers;
  }
}

function named(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const shown = new Map<string, unknown>();
  for (const [field, value] of Object.entries(answer)) {
    shown.set(field, Array.isArray(value) ? value.map(named) : value);
  }
  // The owner link was created by nobody.
  if (shown.get('created_by') === null) shown.set('created_by', SYSTEM);
  // Of whoever was erased there is no key any more; a ban can be lifted by the user id as well.
  if (shown.get('pubkey') === null) shown.set('pubkey', shown.get('user_id'));
  return Object.fromEntries(shown);
}
