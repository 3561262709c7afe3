import { AllowUser } from '../../members/commands/allow-user.command.js';
import { UnbanMember } from '../../members/commands/unban-member.command.js';
import { UnlistUser } from '../../members/commands/unlist-user.command.js';
import { DeleteRole } from '../../roles/commands/delete-role.command.js';
import type { InviteChanges } from '../../invites/commands/edit-invite.command.js';
import { UpdateRole } from '../../roles/commands/update-role.command.js';
import { atDay } from './days.js';
import type { Persona } from './persona.js';
import type { Story } from './story.js';

const LEAVES = 18;
const BAN_REASONS = ['Raid', 'Raid', 'Raid', 'Raid', 'Raid, from the same place', 'Raid'] as const;
const KICK_REASONS = [
  'Advertising',
  'Off topic, after two warnings',
  'Asked to be removed',
] as const;
/** The day of the raid, and the minutes of it. */
const RAID_DAY = 33.6;
const RAID_MINUTES = 9;

/** Who leaves, is thrown out, shut out, let back in or refused; and what is changed about roles. */
export function planModeration(story: Story): void {
  planLeaving(story);
  planRaid(story);
  planRemovals(story);
  planRoles(story);
  planAllowlist(story);
  planEdits(story);
  planKnocks(story);
}

function planLeaving(story: Story): void {
  const { agenda, folk } = story;
  for (let index = 0; index < LEAVES; index++) {
    const day = 5 + (index * 53) / LEAVES + folk.chance.fraction();
    agenda.at(story.about(day), () => folk.leave(somePlain(story)));
  }
  // Gone for a week, and back.
  agenda.at(story.about(26), async () => {
    const who = somePlain(story);
    await folk.leave(who);
    agenda.at(story.about(33), () => folk.join(who, story.code('website')));
  });
}

/** A link got about: strangers come in through it within minutes, and are shut out. */
function planRaid(story: Story): void {
  const { agenda, folk } = story;
  const raiders = BAN_REASONS.map(() => folk.somebody());
  raiders.forEach((who, index) => {
    const minute = atDay(RAID_DAY) + (index * RAID_MINUTES) / raiders.length;
    agenda.at(minute, () => folk.join(who, story.code('meetup')));
    agenda.at(atDay(RAID_DAY) + 25 + index, () =>
      folk.ban(folk.holder('steward', 0), who, BAN_REASONS[index] ?? 'Raid'),
    );
    agenda.at(atDay(RAID_DAY) + 60 * (index + 2), () => folk.knock(who, story.code('website')));
  });
  // Known from elsewhere, and kept from coming here.
  for (let index = 0; index < 3; index++) {
    agenda.at(story.about(34) + index, () =>
      folk.ban(folk.holder('steward', 1), folk.somebody(), 'Came with the raid elsewhere'),
    );
  }
}

function planRemovals(story: Story): void {
  const { agenda, folk } = story;
  KICK_REASONS.forEach((reason, index) => {
    agenda.at(story.about(11 + index * 15), () =>
      folk.kick(folk.holder('moderator', index), somePlain(story), reason),
    );
  });
  // What somebody who is thrown out has made ends with them.
  agenda.at(story.about(37), () =>
    folk.kick(folk.holder('moderator', 0), folk.holder('host', 5), 'Handed out links for money'),
  );
  agenda.at(story.about(52), () =>
    folk.ban(folk.holder('steward', 0), folk.holder('host', 7), 'Harassment'),
  );
  agenda.at(story.about(19), async () => {
    const who = somePlain(story);
    await folk.ban(folk.holder('steward', 1), who, 'Mistaken for somebody else');
    agenda.at(story.about(21), () =>
      folk.as(
        folk.holder('steward', 1),
        (caller) => new UnbanMember(caller, who.key.userId, 'It was somebody else'),
      ),
    );
    agenda.at(story.about(21.3), () => folk.join(who, story.code('website')));
  });
}

function planRoles(story: Story): void {
  const { agenda, folk, founder } = story;
  agenda.at(story.about(19.5), () =>
    folk.as(
      founder,
      (caller) => new UpdateRole(caller, story.role('host'), { color: '#099268' }, undefined),
    ),
  );
  agenda.at(story.about(29), () =>
    folk.as(
      founder,
      (caller) => new UpdateRole(caller, story.role('beginner'), { name: 'Beginner' }, undefined),
    ),
  );
  for (let index = 0; index < 12; index++) {
    agenda.at(story.about(22 + index * 3), () => {
      const steward = folk.holder('steward', index % 2);
      return folk.give(steward, somePlain(story).key.userId, story.role('regular'));
    });
  }
  agenda.at(story.about(46), () =>
    folk.as(
      folk.holder('steward', 0),
      (caller) => new DeleteRole(caller, story.role('camp'), 'The camp is over'),
    ),
  );
}

function planAllowlist(story: Story): void {
  const { agenda, folk, founder } = story;
  const listed = [4, 4.1, 18, 47].map((day) => {
    const { key } = folk.somebody();
    const named = { userId: key.userId, pubkey: key.text };
    agenda.at(story.about(day), () => folk.as(founder, (caller) => new AllowUser(caller, named)));
    return key;
  });
  agenda.at(story.about(49), () =>
    folk.as(founder, (caller) => new UnlistUser(caller, listed[0]?.userId ?? founder.key.userId)),
  );
}

function planEdits(story: Story): void {
  const { agenda, founder } = story;
  const edit = (day: number, name: string, changes: InviteChanges): void =>
    agenda.at(story.about(day), () => story.edit(founder, name, changes));
  edit(10, 'website', { label: 'Website, footer' });
  edit(12, 'university', { maxUses: 80 });
  edit(42, 'school', { label: 'School project, classes 9 and 10', maxUses: 30 });
  edit(53, 'flyer', { maxUses: 60 });
  // Over night, when nobody wants to come in.
  const morning = atDay(28);
  agenda.at(morning - 540, () => story.edit(founder, 'radio', { paused: true }));
  agenda.at(morning - 30, () => story.edit(founder, 'radio', { paused: false }));
}

/** Some come too late, and stand before a closed door. */
function planKnocks(story: Story): void {
  const { agenda, folk } = story;
  const closed = ['founding', 'beginners', 'openDay', 'meetup', 'neighbours', 'starParty', 'swept'];
  for (let index = 0; index < 28; index++) {
    const day = 53 + folk.chance.fraction() * 5;
    const code = folk.chance.oneOf(closed);
    agenda.at(story.about(day), () => folk.knock(folk.somebody(), story.code(code)));
  }
}

function somePlain({ folk }: Story): Persona {
  return folk.chance.oneOf(folk.plain());
}
