import { ConflictException, GoneException, Injectable, NotFoundException } from '@nestjs/common';
import { Invite } from './invite.entity.js';
import { Member } from './member.entity.js';
import { Transactions } from './transactions.js';

export interface Joined {
  readonly member: Member;
  readonly joined: boolean;
  readonly channelId: string | null;
}

@Injectable()
export class JoinService {
  constructor(private readonly transactions: Transactions) {}

  join(userId: string, code: string): Promise<Joined> {
    return this.transactions.run(async (manager) => {
      const invite = await manager.findOneBy(Invite, { code });
      if (!invite) throw new NotFoundException('There is no such invite.');
      const now = new Date().toISOString();
      refuseUnlessUsable(invite, now);
      const { channelId } = invite;
      const present = await manager.findOneBy(Member, { userId });
      if (present) return { member: present, joined: false, channelId };
      await manager.increment(Invite, { code }, 'useCount', 1);
      const member = manager.create(Member, { userId, inviteCode: code, joinedAt: now });
      await manager.insert(Member, member);
      return { member, joined: true, channelId };
    });
  }
}

function refuseUnlessUsable(invite: Invite, now: string): void {
  if (invite.paused) throw new ConflictException('This invite is paused.');
  if (invite.expiresAt !== null && invite.expiresAt <= now) {
    throw new GoneException('This invite has expired.');
  }
  if (invite.maxUses > 0 && invite.useCount >= invite.maxUses) {
    throw new GoneException('This invite is used up.');
  }
}
