import type { Member, Role } from '@gatehouse/sdk';
import { highest, isAbove, type Standing } from './rank.js';

/** What can be done to several members at once. */
export type DeedKind = 'kick' | 'ban' | 'role';

export type Deed =
  { readonly kind: 'kick' | 'ban' } | { readonly kind: 'role'; readonly role: Pick<Role, 'id'> };

/** Why somebody is left alone; the words stand in the catalogue. */
export type Spared = 'self' | 'owner' | 'notBelow' | 'hasRole' | 'erased';

/** Who does it, and what is known of how others stand. */
export interface Actor {
  readonly userId: string;
  readonly standing: Standing;
  readonly roles: ReadonlyMap<string, Role>;
  readonly isOwner: (userId: string) => boolean;
}

/** Whom something would be done to, and who would be left alone and why. The server decides. */
export interface Outlook {
  readonly affected: readonly Member[];
  readonly spared: readonly { readonly member: Member; readonly why: Spared }[];
}

export function outlookOf(deed: Deed, members: readonly Member[], actor: Actor): Outlook {
  const judged = members.map((member) => ({ member, why: sparedFrom(deed, member, actor) }));
  return {
    affected: judged.flatMap(({ member, why }) => (why === undefined ? [member] : [])),
    spared: judged.flatMap(({ member, why }) => (why === undefined ? [] : [{ member, why }])),
  };
}

function sparedFrom(
  deed: Deed,
  { user_id: userId, pubkey, roles: held }: Member,
  actor: Actor,
): Spared | undefined {
  // There is nothing left by which a call could name them.
  if (pubkey === null) return 'erased';
  if (deed.kind === 'role' && held.includes(deed.role.id)) return 'hasRole';
  // Roles can be given to oneself, too.
  if (userId === actor.userId) return deed.kind === 'role' ? undefined : 'self';
  const theirs = { isOwner: actor.isOwner(userId), position: highest(held, actor.roles) };
  if (theirs.isOwner) return 'owner';
  return isAbove(actor.standing, theirs) ? undefined : 'notBelow';
}

/** What came of it for one of them. */
export type Result = 'done' | { readonly error: unknown };
export type Results = ReadonlyMap<string, Result>;

/**
 * Does something to one person after the other, until all are done or it is of no use to go on: then the rest were not
 * tried, and have no result.
 */
export async function doToEach(
  people: readonly Member[],
  act: (pubkey: string) => Promise<unknown>,
  {
    tell,
    isHopeless,
    isStopped,
  }: {
    readonly tell: (results: Results) => void;
    /** Whether everybody else would be answered the same. */
    readonly isHopeless: (error: unknown) => boolean;
    readonly isStopped: () => boolean;
  },
): Promise<Results> {
  const results = new Map<string, Result>();
  for (const { user_id: userId, pubkey } of people) {
    if (isStopped()) break;
    if (pubkey === null) continue;
    try {
      await act(pubkey);
      results.set(userId, 'done');
    } catch (error) {
      results.set(userId, { error });
      if (isHopeless(error)) break;
    } finally {
      tell(new Map(results));
    }
  }
  return results;
}
