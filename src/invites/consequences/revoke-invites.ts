import type { InviteCode, RoleId, UserId } from '../../platform/ids.js';
import type { Stage } from '../../event-store/commands/stage.js';
import type { ReadModels } from '../../event-store/event-store.js';
import { loadStreams } from '../../event-store/load-streams.js';
import { UnreadableEvent } from '../../event-store/errors.js';
import { sql, type Statement } from '../../event-store/statement.js';
import type { StateLoader } from '../../event-store/stream.js';
import { revoked } from '../invite.decide.js';
import { type RevokeCause } from '../invite.events.js';
import { inviteStream } from '../invite.fold.js';

/** Those that have not ended: how many there are of somebody has a limit, of all that they ever made it has none. */
const NOT_ENDED = `standing IN ('open', 'paused')`;

function openInvitesBy(creator: UserId): Statement {
  return sql(
    `SELECT code FROM {invites} WHERE created_by = ? AND ${NOT_ENDED} ORDER BY created_position`,
    creator,
  );
}

function openInvitesGranting(roleId: RoleId, atMost: number): Statement {
  return sql(
    `SELECT code FROM {invites} WHERE grant_role_id = ? AND ${NOT_ENDED}
     ORDER BY created_position LIMIT ?`,
    roleId,
    atMost,
  );
}

/** Loads what {@link revokeInvitesBy} will ask for, before the log is locked. */
export function loadInvitesBy(
  loader: StateLoader,
  readModels: ReadModels,
  creator: UserId,
): Promise<unknown> {
  return loadFound(loader, readModels, openInvitesBy(creator));
}

/**
 * Loads what {@link revokeInvitesGranting} will ask for, before the log is locked.
 *
 * @returns how many there are
 */
export function loadInvitesGranting(
  loader: StateLoader,
  readModels: ReadModels,
  roleId: RoleId,
  atMost: number,
): Promise<number> {
  return loadFound(loader, readModels, openInvitesGranting(roleId, atMost));
}

/** Adds to a command that takes a member out, by the event `causedBy`: the invites that they made stop with them. */
export async function revokeInvitesBy(
  unit: Stage,
  creator: UserId,
  cause: 'creator_kicked' | 'creator_banned' | 'creator_left' | 'creator_erased',
  causedBy: string | undefined,
): Promise<void> {
  await revokeAll(unit, openInvitesBy(creator), cause, { causedBy: () => causedBy });
}

/**
 * Adds to a command that deletes a role: what promised it must not become a plain invite.
 *
 * @returns how many there were
 */
export async function revokeInvitesGranting(
  unit: Stage,
  roleId: RoleId,
  atMost: number,
): Promise<number> {
  const stopped = await revokeAll(unit, openInvitesGranting(roleId, atMost), 'role_deleted');
  return stopped.length;
}

/** After so many invites others have their turn. */
const TURN = 50;

/** How many creators one statement takes. */
const CREATORS = 100;
const ONE_OF = Array(CREATORS).fill('?').join(', ');

/** An invite that stops, or would. */
export interface StoppedInvite {
  readonly code: InviteCode;
  readonly created_by: UserId;
}

/** What finds the invites of many people that have not ended. */
export function openInvitesOf(creators: readonly UserId[]): readonly Statement[] {
  const chunks: Statement[] = [];
  for (let from = 0; from < creators.length; from += CREATORS) {
    const some = creators.slice(from, from + CREATORS);
    // Filled up with the last, so that there is one statement to prepare.
    const filled = Array.from({ length: CREATORS }, (_, index) => some[index] ?? some.at(-1) ?? '');
    chunks.push(
      sql(
        `SELECT code, created_by FROM {invites}
         WHERE created_by IN (${ONE_OF}) AND ${NOT_ENDED} ORDER BY created_position`,
        ...filled,
      ),
    );
  }
  return chunks;
}

/** What finds an invite, unless it has ended. */
export function openInvite(code: InviteCode): Statement {
  return sql(`SELECT code, created_by FROM {invites} WHERE code = ? AND ${NOT_ENDED}`, code);
}

/** Adds to a command that acts on all who came in by an invite: it stops. */
export function revokeInvite(
  unit: Stage,
  code: InviteCode,
  reason: string | undefined,
): Promise<readonly StoppedInvite[]> {
  return revokeAll<StoppedInvite>(unit, openInvite(code), 'revoked', { reason });
}

/** Folds the states of many invites, before the log is locked. */
export function loadInvites(loader: StateLoader, codes: readonly InviteCode[]): Promise<void> {
  return loadStreams(loader, codes.map(inviteStream));
}

/**
 * Folds the states of the invites that a statement finds.
 *
 * @returns how many there are
 */
export async function loadFound(
  loader: StateLoader,
  readModels: ReadModels,
  { text, values }: Statement,
): Promise<number> {
  const found = await readModels.all<{ readonly code: InviteCode }>(text, ...values);
  const codes = found.map(({ code }) => code);
  await loadInvites(loader, codes);
  return codes.length;
}

/**
 * Adds to a command that acts on many people: the invites that they made stop.
 *
 * @param creators each with the id of the event that it follows from, if there is one
 */
export async function revokeInvitesOf(
  unit: Stage,
  creators: ReadonlyMap<UserId, string | undefined>,
  cause: 'creator_kicked' | 'creator_banned' | 'revoked',
  reason?: string,
): Promise<readonly StoppedInvite[]> {
  const causedBy = ({ created_by }: StoppedInvite) => creators.get(created_by);
  const stopped: StoppedInvite[] = [];
  for (const which of openInvitesOf([...creators.keys()])) {
    stopped.push(...(await revokeAll<StoppedInvite>(unit, which, cause, { reason, causedBy })));
  }
  return stopped;
}

interface Revocation<Row> {
  readonly reason?: string | undefined;
  /** The id of the event that revokes the invite of a row. */
  readonly causedBy?: (row: Row) => string | undefined;
}

async function revokeAll<Row extends { readonly code: InviteCode }>(
  unit: Stage,
  which: Statement,
  cause: RevokeCause,
  { reason, causedBy }: Revocation<Row> = {},
): Promise<readonly Row[]> {
  const stopped: Row[] = [];
  for (const [index, row] of (await unit.all<Row>(which)).entries()) {
    const done = await revoke(unit, inviteStream(row.code), cause, reason, causedBy?.(row));
    if (done) stopped.push(row);
    if (index % TURN === TURN - 1) await new Promise(setImmediate);
  }
  return stopped;
}

/** One whose stream cannot be read lets nobody in here; it keeps nobody from being kicked. */
async function revoke(
  unit: Stage,
  stream: ReturnType<typeof inviteStream>,
  cause: RevokeCause,
  reason: string | undefined,
  causedBy: string | undefined,
): Promise<boolean> {
  try {
    const { state } = await unit.load(stream);
    unit.append(stream, revoked(state, cause, reason), causedBy);
    return true;
  } catch (error) {
    if (error instanceof UnreadableEvent) return false;
    throw error;
  }
}
