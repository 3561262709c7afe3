import type { Command, CommandBus } from '@nestjs/cqrs';
import type { Caller } from '../../http/caller.js';
import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import { Refusal } from '../../platform/refusal.js';
import type { Challenges } from '../../identity/challenges.js';
import { ChangeDisplayName } from '../../identity/commands/change-display-name.command.js';
import { SignIn } from '../../identity/commands/sign-in.command.js';
import type { UserIds } from '../../identity/user-ids.js';
import { JoinByInvite } from '../../invites/commands/join-by-invite.command.js';
import { AssignRole } from '../../members/commands/assign-role.command.js';
import { BanMember } from '../../members/commands/ban-member.command.js';
import { KickMember } from '../../members/commands/kick-member.command.js';
import { Leave } from '../../members/commands/leave.command.js';
import type { Chance } from './chance.js';
import { newName } from './names.js';
import { persona, type Persona } from './persona.js';

/** Through which invite each of those came in who are in. */
type Members = Map<Persona, InviteCode>;

/** The people of the demo, and what they do: by the server's own commands, as anybody would. */
export class Townsfolk {
  readonly members: Members = new Map();
  private readonly offices = new Map<string, Persona[]>();
  private readonly names = new Set<string>();
  private requests = 0;

  constructor(
    private readonly commands: CommandBus,
    private readonly challenges: Challenges,
    private readonly userIds: UserIds,
    readonly chance: Chance,
  ) {}

  somebody(): Persona {
    return persona(newName(this.chance, this.names), this.chance, this.userIds);
  }

  /** @throws Refusal when the community's own rules say no */
  as<Result>(who: Persona, command: (caller: Caller) => Command<Result>): Promise<Result> {
    const requestId = `demo-${(++this.requests).toString(36)}`;
    return this.commands.execute(command({ userId: who.key.userId, requestId }));
  }

  async signIn(who: Persona): Promise<void> {
    const challenge = await this.challenges.issue(who.key.userId);
    await this.commands.execute(
      new SignIn(who.key, who.sign(challenge), `demo-in-${++this.requests}`, null),
    );
  }

  async join(who: Persona, code: InviteCode): Promise<void> {
    await this.signIn(who);
    await this.as(who, (caller) => new JoinByInvite(caller, code));
    this.members.set(who, code);
  }

  /** Tries to come in where nobody can: the refusal is what is wanted. */
  async knock(who: Persona, code: InviteCode): Promise<void> {
    await this.signIn(who);
    try {
      await this.as(who, (caller) => new JoinByInvite(caller, code));
    } catch (error) {
      if (error instanceof Refusal) return;
      throw error;
    }
    throw new Error(`${who.name} was let in through ${code}.`);
  }

  async rename(who: Persona, name = who.name): Promise<void> {
    await this.as(who, (caller) => new ChangeDisplayName(caller, name));
  }

  async leave(who: Persona): Promise<void> {
    await this.as(who, (caller) => new Leave(caller));
    this.members.delete(who);
  }

  async kick(by: Persona, whom: Persona, reason: string): Promise<void> {
    await this.as(by, (caller) => new KickMember(caller, whom.key.userId, reason));
    this.members.delete(whom);
  }

  async ban(by: Persona, whom: Persona, reason: string): Promise<void> {
    const key = { userId: whom.key.userId, pubkey: whom.key.text };
    await this.as(by, (caller) => new BanMember(caller, key, reason));
    this.members.delete(whom);
  }

  async appoint(by: Persona, whom: Persona, role: RoleId, office: string): Promise<void> {
    await this.give(by, whom.key.userId, role);
    this.takesOffice(whom, office);
  }

  takesOffice(who: Persona, office: string): void {
    this.offices.set(office, [...(this.offices.get(office) ?? []), who]);
  }

  give(by: Persona, whom: UserId, role: RoleId): Promise<void> {
    return this.as(by, (caller) => new AssignRole(caller, whom, role));
  }

  /** Members who never held an office, of all or of those who came in by one invite. */
  plain(through?: InviteCode): Persona[] {
    const staff = new Set([...this.offices.values()].flat());
    return [...this.members]
      .filter(([who, code]) => !staff.has(who) && (through === undefined || code === through))
      .map(([who]) => who);
  }

  /** Who was given an office, from 0 in the order of it. */
  holder(office: string, nth: number): Persona {
    const who = this.offices.get(office)?.[nth];
    if (!who) throw new Error(`There is no ${office} number ${nth}.`);
    return who;
  }
}
