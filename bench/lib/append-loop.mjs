import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { percentile } from './statistics.mjs';

/** So many appends are under way, each to a stream of its own. */
const AT_ONCE = 64;

/** The invites that are used, with the versions of their streams: no event yet. */
export function invitesToUse() {
  return Array.from({ length: AT_ONCE }, (_, index) => {
    const code = `Bench${String(index).padStart(3, '0')}`;
    return { code, stream: `invite-${code}`, version: 0 };
  });
}

export function inviteCreated({ code }) {
  const terms = {
    max_uses: 0,
    expires_at: null,
    grant_role_id: null,
    channel_id: null,
    label: null,
  };
  return {
    type: 'InviteCreated',
    data: { code, created_by: randomUUID(), ...terms, grants_ownership: false },
  };
}

/** Two uses, by somebody else each. */
function twoUses({ code, version }) {
  return [version, version + 1].map((use_count) => ({
    type: 'InviteConsumed',
    data: { code, user_id: randomUUID(), use_count, joined: true },
  }));
}

/**
 * Appends two events at a time in a closed loop, `appends` times in all, and looks afterwards whether they
 * are all there.
 *
 * @param {{ append: (invite: object, events: object[]) => Promise<unknown>,
 *   countEvents: () => Promise<number> }} store `append` must expect the version that the invite has
 */
export async function measureAppends(invites, appends, { append, countEvents }) {
  const before = await countEvents();
  const latencies = [];
  const startedAt = performance.now();
  let started = 0;
  const work = async (invite) => {
    while (started++ < appends) {
      const calledAt = performance.now();
      await append(invite, twoUses(invite));
      latencies.push(performance.now() - calledAt);
      invite.version += 2;
    }
  };
  await Promise.all(invites.map(work));
  const seconds = (performance.now() - startedAt) / 1000;
  const added = (await countEvents()) - before;
  if (added !== 2 * appends) throw new Error(`${added} events were added, not ${2 * appends}.`);
  return {
    perSecond: appends / seconds,
    appends,
    seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}
