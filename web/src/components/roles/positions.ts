import type { Placed } from '../../stores/role-order.js';

/**
 * Which roles get which position so that one of them stands elsewhere among those that can be moved: as
 * few as possible, the highest first. `undefined` if there is no room below the ceiling.
 * @param roles the highest first
 * @param ceiling the position below which all of them have to stay
 */
export function positionsAfter(
  roles: readonly Placed[],
  from: number,
  to: number,
  ceiling: number,
): readonly Placed[] | undefined {
  const moved = roles[from];
  if (moved === undefined || from === to) return [];
  const order = roles.toSpliced(from, 1).toSpliced(to, 0, moved);
  const upwards = order.toReversed();
  const index = upwards.indexOf(moved);
  const below = upwards[index - 1]?.position ?? 0;
  const above = upwards[index + 1]?.position ?? ceiling;
  const gap = above - below;
  if (gap > 1) return [{ id: moved.id, position: below + Math.ceil((gap - 1) / 2) }];
  return renumbered(upwards, moved, ceiling);
}

/** Each stays where it is, or goes just above the one below it; pressed down where the ceiling is met. */
function renumbered(
  upwards: readonly Placed[],
  moved: Placed,
  ceiling: number,
): readonly Placed[] | undefined {
  let floor = 0;
  const raised = upwards.map((role) => {
    const wanted = role === moved ? 0 : role.position;
    floor = Math.max(wanted, floor + 1);
    return { id: role.id, position: floor };
  });
  let roof = ceiling;
  const downwards = raised.toReversed().map(({ id, position }) => {
    roof = Math.min(position, roof - 1);
    return { id, position: roof };
  });
  if (roof < 1) return undefined;
  const before = new Map(upwards.map(({ id, position }) => [id, position]));
  return downwards.filter(({ id, position }) => before.get(id) !== position);
}
