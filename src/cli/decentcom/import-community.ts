import type { UserId } from '../../platform/ids.js';
import type { RowOutcome } from '../../platform/imported.js';
import { Rehearsal } from '../../event-store/commands/rehearsal.js';
import type { Stage } from '../../event-store/commands/stage.js';
import type { UserIds } from '../../identity/user-ids.js';
import { ImportInvite } from '../../invites/commands/import-invite.command.js';
import type { ImportedInvite } from '../../invites/invite-import.decide.js';
import { AppointOwner } from '../../server/commands/appoint-owner.command.js';
import { ImportPerson } from '../../members/commands/import-person.command.js';
import type { ImportedPerson } from '../../members/member-import.decide.js';
import { ImportRoles } from '../../roles/commands/import-roles.command.js';
import type { ImportedRole } from '../../roles/role-import.decide.js';
import type { Buses } from '../command-bus.js';
import type { Terminal } from '../terminal.js';
import { KINDS, type Finding, type Kind } from './findings.js';
import type { SourceRows } from './source-rows.js';
import { translateInvites } from './translate-invites.js';
import { translatePeople } from './translate-people.js';
import { translateRoles } from './translate-roles.js';

/** After so many rows it is said how far it is, and asked whether to go on. */
const TURN = 200;

/** A decentcom community, fit for the import, and what could not be made so. */
export interface Translation {
  readonly roles: readonly ImportedRole[];
  readonly people: readonly ImportedPerson[];
  readonly invites: readonly ImportedInvite[];
  readonly findings: readonly Finding[];
}

export function translate(source: SourceRows, ids: UserIds): Translation {
  const { roles, findings: ofRoles } = translateRoles(source);
  const { people, findings: ofPeople, userIds } = translatePeople(source, ids);
  const { invites, findings: ofInvites } = translateInvites(source, userIds);
  return { roles, people, invites, findings: [...ofRoles, ...ofPeople, ...ofInvites] };
}

export interface Imported {
  readonly findings: readonly Finding[];
  /** Whether somebody was made the owner. */
  readonly appointed: boolean;
}

/**
 * Takes a community over through the server's commands, or rehearses it. Roles come first, as people have them, and
 * invites last, as they hang on people's rights.
 */
export async function importCommunity(
  { roles, people, invites, findings }: Translation,
  owner: UserId | undefined,
  { commands, operator }: Buses,
  terminal: Terminal,
  stage: Stage,
): Promise<Imported> {
  const found: Finding[] = [...findings];
  const doing = stage instanceof Rehearsal ? 'looking' : 'importing';
  const inHand = async <Row>(
    rows: readonly Row[],
    what: string,
    take: (row: Row) => Promise<readonly Finding[]>,
  ): Promise<void> => {
    for (const [index, row] of rows.entries()) {
      if (index % TURN === 0) {
        terminal.progress(`${doing}, ${what}`, index, rows.length);
        // A turn of the event loop, in which a signal is heard.
        await new Promise(setImmediate);
        terminal.signal.throwIfAborted();
      }
      // In their order, which is that of the log.
      found.push(...(await take(row)));
    }
    terminal.progress(`${doing}, ${what}`, rows.length, rows.length);
  };
  const outcomes = await commands.execute(new ImportRoles(operator, roles, stage));
  for (const [index, { name }] of roles.entries())
    found.push(...finding('role', name, outcomes[index]));
  await inHand(people, 'people', async (person) => {
    const { member, ban, allowlist } = await commands.execute(
      new ImportPerson(operator, person, stage),
    );
    const { pubkey } = person.key;
    return [
      ...finding('member', pubkey, member),
      ...finding('ban', pubkey, ban),
      ...finding('allowlist', pubkey, allowlist),
    ];
  });
  terminal.signal.throwIfAborted();
  const appointed =
    owner !== undefined && (await commands.execute(new AppointOwner(operator, owner, stage)));
  await inHand(invites, 'invites', async (invite) => {
    const outcome = await commands.execute(new ImportInvite(operator, invite, stage));
    return finding('invite', invite.code, outcome);
  });
  found.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
  return { findings: found, appointed };
}

function finding(kind: Kind, name: string, outcome: RowOutcome | undefined): readonly Finding[] {
  return outcome ? [{ kind, name, outcome }] : [];
}
