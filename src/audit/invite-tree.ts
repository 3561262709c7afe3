import type { InviteCode, UserId } from '../platform/ids.js';
import type { ReadModels } from '../event-store/event-store.js';
import type { SqlValue } from '../event-store/statement.js';
import { JOIN_COLUMNS, JOINS_WITH_PEOPLE, NEVER, type JoinRow } from './join-view.js';

/**
 * The tree of who brought whom. Its nodes are stays, not people: who was invited, left, and was invited
 * again by somebody whom they had brought, is in it twice, and nobody is below themselves.
 */
export interface TreeNode extends JoinRow {
  /** How far from where the walk began: 0 for a person themselves, 1 for whom they brought. */
  readonly depth: number;
}

/** The last node of a page: where the next one goes on. */
export type TreePlace = Pick<TreeNode, 'position' | 'depth'>;

/** Where a walk down begins: at all stays of a person, or with those who came in by an invite. */
export type TreeRoot =
  | { readonly person: UserId; readonly depth: 0 }
  | { readonly invite: InviteCode; readonly depth: 1 };

export interface Walk {
  /** The depth of the last nodes. */
  readonly depth: number;
  readonly limit: number;
  /** The last node that is known already. */
  readonly after: TreePlace | undefined;
}

/** How many siblings are read at a time. */
const SIBLINGS = 100;

/** The inviter's stay at the time when somebody came in. */
const PARENT = `(SELECT MAX(p.position) FROM {joins} p
  WHERE p.user_id = j.invited_by AND p.position < j.position)`;

/** Where a way up begins: its first stay, and how deep that counts. */
interface Start {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** From the last stay of somebody before a position up to whoever came without an inviter. */
export function walkUp(
  readModels: ReadModels,
  from: { readonly userId: UserId; readonly before: number },
  { depth, limit, after }: Walk,
): Promise<readonly TreeNode[]> {
  if (after && after.depth >= depth) return Promise.resolve([]);
  const start: Start =
    after === undefined
      ? {
          text: `SELECT MAX(position), CAST(0 AS BIGINT) FROM {joins}
            WHERE user_id = ? AND position < CAST(? AS BIGINT)`,
          values: [from.userId, from.before],
        }
      : {
          text: `SELECT ${PARENT}, CAST(? AS BIGINT) FROM {joins} j WHERE j.position = ?`,
          values: [after.depth + 1, after.position],
        };
  return chain(readModels, start, Math.min(depth, (after?.depth ?? -1) + limit));
}

/** The stays from a start upwards. */
function chain(readModels: ReadModels, start: Start, depth: number): Promise<readonly TreeNode[]> {
  return readModels.all<TreeNode>(
    `WITH RECURSIVE chain (position, depth) AS (
       ${start.text}
       UNION ALL
       SELECT ${PARENT}, chain.depth + 1 FROM chain JOIN {joins} j ON j.position = chain.position
       WHERE j.invited_by IS NOT NULL AND chain.depth < CAST(? AS BIGINT)
     )
     SELECT chain.depth, ${JOIN_COLUMNS} FROM chain
     JOIN {joins} j ON j.position = chain.position LEFT JOIN {users} u ON u.user_id = j.user_id
     ORDER BY chain.depth`,
    ...start.values,
    depth,
    NEVER,
  );
}

/**
 * Everybody below, parents before those whom they brought, in the order of joining among siblings. A page
 * takes as much work as it has nodes, wherever in the tree it is.
 */
export async function walkDown(
  readModels: ReadModels,
  root: TreeRoot,
  { depth, limit, after }: Walk,
): Promise<readonly TreeNode[]> {
  const levels = after ? await levelsBehind(readModels, root, after, depth) : [topOf(root)];
  const nodes: TreeNode[] = [];
  for (let level = levels.at(-1); level && nodes.length < limit; level = levels.at(-1)) {
    const row = await level.next(readModels);
    if (!row) {
      levels.pop();
      continue;
    }
    nodes.push({ ...row, depth: level.depth });
    if (row.invited > 0 && level.depth < depth) levels.push(below(row, level.depth + 1));
  }
  return nodes;
}

/** Siblings, of which those up to a position have been visited. */
class Level {
  private waiting: JoinRow[] = [];
  private isDone = false;

  constructor(
    readonly depth: number,
    private readonly condition: string,
    private readonly values: readonly SqlValue[],
    private after = 0,
  ) {}

  async next(readModels: ReadModels): Promise<JoinRow | undefined> {
    if (this.waiting.length === 0 && !this.isDone) await this.read(readModels);
    return this.waiting.shift();
  }

  private async read(readModels: ReadModels): Promise<void> {
    const rows = await readModels.all<JoinRow>(
      `SELECT ${JOIN_COLUMNS} FROM ${JOINS_WITH_PEOPLE}
       WHERE ${this.condition} AND j.position > ? ORDER BY j.position LIMIT ?`,
      NEVER,
      ...this.values,
      this.after,
      SIBLINGS,
    );
    this.waiting = [...rows];
    this.isDone = rows.length < SIBLINGS;
    this.after = rows.at(-1)?.position ?? this.after;
  }
}

function topOf(root: TreeRoot, after = 0): Level {
  return 'person' in root
    ? new Level(root.depth, 'j.user_id = ?', [root.person], after)
    : new Level(root.depth, 'j.invite_code = ?', [root.invite], after);
}

/** Those whom somebody brought in one stay: up to their next. */
function below(
  { user_id, position }: Pick<JoinRow, 'user_id' | 'position'>,
  depth: number,
  after = position,
): Level {
  const condition = `j.invited_by = ? AND j.position < COALESCE(
    (SELECT MIN(n.position) FROM {joins} n WHERE n.user_id = ? AND n.position > ?),
    CAST(? AS BIGINT))`;
  return new Level(depth, condition, [user_id, user_id, position, NEVER], after);
}

/** What is left to visit behind a node: those below it, its later siblings, and those of its parents. */
async function levelsBehind(
  readModels: ReadModels,
  root: TreeRoot,
  after: TreePlace,
  depth: number,
): Promise<Level[]> {
  const node = { text: 'SELECT CAST(? AS BIGINT), CAST(0 AS BIGINT)', values: [after.position] };
  const path = (await chain(readModels, node, after.depth - root.depth)).toReversed();
  const levels = path.map(({ position }, index) => {
    const parent = path[index - 1];
    return parent ? below(parent, root.depth + index, position) : topOf(root, position);
  });
  const last = path.at(-1);
  if (last && last.invited > 0 && after.depth < depth) levels.push(below(last, after.depth + 1));
  return levels;
}
