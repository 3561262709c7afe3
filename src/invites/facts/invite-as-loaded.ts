import type { InviteCode } from '../../platform/ids.js';
import type { StateLoader } from '../../event-store/stream.js';
import { inviteView, type InviteView } from '../invite-view.js';
import { inviteStream } from '../invite.fold.js';

export type { InviteView } from '../invite-view.js';

export interface LoadedInvite {
  readonly view: InviteView;
  /** Whether it makes its user the owner: nobody but them is to see it. */
  readonly grantsOwnership: boolean;
  /** The version of the event that ended it, if it has ended. */
  readonly endedBy: number | null;
}

/** An invite as the states that `loader` sees have it, at an instant. */
export async function inviteAsLoaded(
  loader: StateLoader,
  code: InviteCode,
  now: string,
  publicUrl: string,
): Promise<LoadedInvite> {
  const { state, version } = await loader.load(inviteStream(code));
  return {
    view: await inviteView(loader, state, version, now, publicUrl),
    grantsOwnership: state.grants_ownership,
    endedBy: state.ended_by,
  };
}
