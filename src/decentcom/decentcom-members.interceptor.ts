import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { States } from '../event-store/states.js';
import type { MemberView } from '../members/facts/member.js';
import { MembersController } from '../members/members.controller.js';
import { decentcomMember } from './decentcom-member.js';

/** What the calls about members answer: one, a page of them, one who joined, or nothing. */
type Answer =
  | MemberView
  | { readonly members: readonly MemberView[] }
  | { readonly member: MemberView }
  | undefined;

/** Shows members as decentcom's clients read them. */
@Injectable()
export class DecentcomMembersInterceptor implements NestInterceptor<Answer> {
  constructor(private readonly states: States) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<unknown> {
    const answers = next.handle();
    if (context.getClass() !== MembersController) return answers;
    return answers.pipe(mergeMap((answer) => this.shape(answer)));
  }

  private async shape(answer: Answer): Promise<unknown> {
    const shown = (member: MemberView) => decentcomMember(this.states, member);
    if (!answer) return answer;
    if ('members' in answer) {
      return { ...answer, members: await Promise.all(answer.members.map(shown)) };
    }
    return 'member' in answer ? { ...answer, member: await shown(answer.member) } : shown(answer);
  }
}
