import type { CommandBus } from '@nestjs/cqrs';
import type { InviteCode, RoleId } from '../../platform/ids.js';
import { CreateInvite } from '../../invites/commands/create-invite.command.js';
import { CreateOwnerLink } from '../../invites/commands/create-owner-link.command.js';
import { EditInvite, type InviteChanges } from '../../invites/commands/edit-invite.command.js';
import { ExpireInvites } from '../../invites/commands/expire-invites.command.js';
import { RevokeInvite } from '../../invites/commands/revoke-invite.command.js';
import { CreateRole } from '../../roles/commands/create-role.command.js';
import { bitsOf } from '../../roles/permissions.js';
import { ADMIN } from '../../roles/role.events.js';
import { ChangeSettings } from '../../server/commands/change-settings.command.js';
import { OpenCommunity } from '../../server/commands/open-community.command.js';
import type { Agenda } from './agenda.js';
import { atDay, DAY, HOUR } from './days.js';
import { INVITATIONS, type Invitation, type Maker } from './invitations.js';
import { ROLES, type RoleKey } from './roles.js';
import type { Persona } from './persona.js';
import type { Townsfolk } from './townsfolk.js';

/** Whoever opens one is that in their browser. */
export type VisitorLinks = Readonly<Record<'admin' | 'moderator' | 'auditor' | 'member', string>>;

/** How many are in when the story ends. */
export const MEMBERS = 300;

/** What the community has been through, up to now, but for its quarrels: put on the agenda, and done as it comes. */
export class Story {
  readonly codes = new Map<string, InviteCode>();
  readonly roles = new Map<RoleKey, RoleId>();
  readonly founder: Persona;

  /** @param ends minutes from the beginning to now */
  constructor(
    readonly commands: CommandBus,
    readonly folk: Townsfolk,
    readonly agenda: Agenda,
    readonly ends: number,
  ) {
    this.founder = folk.somebody();
  }

  plan(): void {
    this.agenda.at(0, () => this.open());
    this.agenda.at(atDay(3), () =>
      this.folk.as(
        this.founder,
        (caller) => new ChangeSettings(caller, { name: 'Night Owls Observatory' }, undefined),
      ),
    );
    for (const [name, invitation] of INVITATIONS) this.planInvitation(name, invitation);
    this.agenda.at(this.ends - 20 * HOUR, () => this.fillUp());
  }

  /** Some minute of a day's waking hours, soon after a time in days. */
  about(day: number, spread = 0.4): number {
    return atDay(day + spread * this.folk.chance.fraction());
  }

  code(name: string): InviteCode {
    const code = this.codes.get(name);
    if (!code) throw new Error(`There is no invite ${name} yet.`);
    return code;
  }

  role(key: RoleKey): RoleId {
    const id = this.roles.get(key);
    if (!id) throw new Error(`There is no role ${key} yet.`);
    return id;
  }

  maker([office, nth]: Maker): Persona {
    return this.folk.holder(office, nth);
  }

  async edit(by: Persona, name: string, changes: InviteChanges): Promise<void> {
    const code = this.code(name);
    await this.folk.as(by, (caller) => new EditInvite(caller, code, changes, undefined));
  }

  async revoke(by: Persona, name: string, reason: string | undefined): Promise<void> {
    const code = this.code(name);
    await this.folk.as(by, (caller) => new RevokeInvite(caller, code, reason));
  }

  /** Somebody new comes in at a minute, and says soon what to be called; a few never do. */
  arrival(minute: number, through: () => InviteCode): void {
    const { agenda, folk } = this;
    agenda.at(minute, async () => {
      const who = folk.somebody();
      await folk.join(who, through());
      if (folk.chance.fraction() < 0.93) agenda.at(minute + 1, () => folk.rename(who));
    });
  }

  /** Links for those who look around, each to be somebody else by. */
  async visitorLinks(): Promise<VisitorLinks> {
    const admin = await this.visitorLink(ADMIN, 'For you: look around');
    const moderator = await this.visitorLink(this.role('moderator'), 'For you, as a moderator');
    const auditor = await this.visitorLink(this.role('auditor'), 'For you, as an auditor');
    const member = await this.visitorLink(null, 'For you, as a member like any other');
    return { admin, moderator, auditor, member };
  }

  private async visitorLink(grantRoleId: RoleId | null, label: string): Promise<string> {
    const terms = { maxUses: 0, expiresInSeconds: null, channelId: null, grantRoleId, label };
    const { invite_link } = await this.folk.as(
      this.founder,
      (caller) => new CreateInvite(caller, terms),
    );
    return invite_link;
  }

  private async open(): Promise<void> {
    await this.commands.execute(new OpenCommunity('demo'));
    const made = await this.commands.execute(new CreateOwnerLink('demo'));
    await this.folk.join(this.founder, made?.link.split('/').at(-1) as InviteCode);
    this.folk.takesOffice(this.founder, 'founder');
    await this.folk.rename(this.founder);
    for (const [key, { permissions, ...fields }] of Object.entries(ROLES)) {
      const { id } = await this.folk.as(
        this.founder,
        (caller) => new CreateRole(caller, { ...fields, permissions: bitsOf(...permissions) }),
      );
      this.roles.set(key as RoleKey, id);
    }
  }

  private planInvitation(name: string, invitation: Invitation): void {
    const { agenda, folk } = this;
    const { by, day, uses, during, lifeDays, paused, revoked, appoints } = invitation;
    // Not all at the same hour; soon before what ends soon.
    const early = Math.min(day, 0.3, (lifeDays ?? Infinity) / 20) * folk.chance.fraction();
    const made = atDay(day - early);
    agenda.at(made, () => this.make(name, invitation));
    const [from, to] = during;
    for (let use = 0; use < uses; use++) {
      const along = folk.chance.fraction() ** (invitation.evenly ? 1 : 2);
      this.arrival(atDay(from + (to - from) * along), () => this.code(name));
    }
    const expires = made + (lifeDays ?? Infinity) * DAY + 1;
    if (expires < this.ends) agenda.at(expires, () => this.sweep());
    if (paused !== undefined) {
      agenda.at(this.about(paused), () => this.edit(this.maker(by), name, { paused: true }));
    }
    if (revoked !== undefined) {
      const [when, reason] = revoked;
      agenda.at(atDay(when), () => this.revoke(this.maker(by), name, reason));
    }
    for (const { day: when, office, count } of appoints ?? []) {
      agenda.at(this.about(when, 0.05), () => this.appoint(name, office, count));
    }
  }

  private async make(name: string, invitation: Invitation): Promise<void> {
    const { label, maxUses = 0, lifeDays, role, channel = null } = invitation;
    const terms = {
      label,
      maxUses,
      expiresInSeconds: lifeDays === undefined ? null : Math.round(lifeDays * DAY * 60),
      grantRoleId: role === undefined ? null : this.role(role),
      channelId: channel,
    };
    const { code } = await this.folk.as(
      this.maker(invitation.by),
      (caller) => new CreateInvite(caller, terms),
    );
    this.codes.set(name, code);
  }

  private async appoint(through: string, office: RoleKey, count: number): Promise<void> {
    const willing = new Set([...this.folk.plain(this.code(through)), ...this.folk.plain()]);
    // Whoever a role is given to stands below the giver: the founder is above all.
    for (const who of [...willing].slice(0, count)) {
      await this.folk.appoint(this.founder, who, this.role(office), office);
    }
  }

  private sweep(): Promise<number> {
    return this.commands.execute(new ExpireInvites('demo'));
  }

  /** As many as are missing come in on the last day. */
  private fillUp(): Promise<void> {
    const { chance, members } = this.folk;
    for (let missing = MEMBERS - members.size; missing > 0; missing--) {
      const minute = this.ends - chance.between(6, 20 * HOUR - 1);
      this.arrival(minute, () => this.code(missing % 3 === 0 ? 'winter' : 'website'));
    }
    return Promise.resolve();
  }
}
