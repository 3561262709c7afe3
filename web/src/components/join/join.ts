import { Unreachable, type InvitePreview } from '@gatehouse/sdk';
import { baseUrl } from '../../boot/boot.js';
import { now } from '../../stores/clock.js';
import { chooseLanguage } from '../../i18n/i18n.js';
import { languageFor } from '../../i18n/languages.js';
import { mayHaveJoined } from '../../identity/joined-here.js';
import type * as JoinWork from './join-late.js';
import {
  invitedBy,
  isRefusal,
  refusedBy,
  type JoinState,
  type Refused,
} from '../../stores/join-state.js';
import { isReachable, pending, setJoin, useJoin } from '../../stores/join.js';
import type { JoinActions } from './page.js';

type Work = typeof JoinWork;

/** What needs keys and calls: fetched when somebody is about to press the button, or has been here before. */
function work(): Promise<Work> {
  return import('./join-late.js').catch((cause: unknown) => {
    throw new Unreachable('The page could not be loaded to its end.', { cause });
  });
}

/** Shows what comes of something, unless what it began with is not what is shown any more. */
async function move(begun: JoinState, next: () => Promise<JoinState>): Promise<void> {
  const preview = 'preview' in begun ? begun.preview : undefined;
  const state = await next().catch((error: unknown) => refusedBy(error, now(), preview));
  if (useJoin.getState() === begun) setJoin(state);
}

/** What they have said that they want in to: before they have, nothing that comes of a look lets them in. */
let wanted: InvitePreview | undefined;

export const joinActions: JoinActions = {
  prepare: () => {
    // Whether it works shows when it is needed.
    work().catch(() => undefined);
  },
  join: (preview) => {
    wanted = preview;
    const begun = { step: 'invited', preview, joining: true } as const;
    setJoin(begun);
    return move(begun, async () => (await work()).join(preview));
  },
  tryAgain: () =>
    wanted
      ? joinActions.join(wanted)
      : move(useJoin.getState(), async () => invitedBy(await (await work()).look(), now())),
  goOn: async () => {
    const state = useJoin.getState();
    if (state.step !== 'refused') return;
    if (state.error instanceof Unreachable && !(await canReach(state))) return;
    const { error } = state;
    await move(state, async () => {
      const { look, join } = await work();
      // Of a join whose answer was lost only the same join tells: it may have taken the last place.
      if (wanted && !isRefusal(error)) return join(wanted);
      const seen = await look();
      return wanted ? join(seen) : invitedBy(seen, now());
    });
  },
  noteEnd: async () => {
    const state = useJoin.getState();
    if (state.step !== 'invited' || state.joining) return;
    const next = await work()
      .then(({ look }) => look())
      .then(
        (preview) => ({ ...state, preview }),
        (error: unknown) => (isRefusal(error) ? refusedBy(error, now()) : state),
      );
    if (useJoin.getState() === state) setJoin(next);
  },
  giveName: async (name) => (await work()).giveName(name),
  ownKey: async () => (await work()).ownKey(),
  goTo: (path) => window.location.assign(baseUrl + path),
  chooseLanguage: (language) => chooseLanguage(languageFor([language])),
};

/** Whether it is worth going on. */
async function canReach(state: Refused): Promise<boolean> {
  if (!(await isReachable(state))) return false;
  try {
    await work();
    return true;
  } catch {
    // Some browsers never fetch again what they could not fetch once; and it may be a newer server.
    window.location.reload();
    return false;
  }
}

/** Whoever is in already has no use for the page. It is only to be kind: the button will say what is the matter. */
export async function recogniseMember(): Promise<void> {
  if (!mayHaveJoined() && pending.read() === null) return;
  await work()
    .then(({ sendOn }) => sendOn())
    .catch(() => undefined);
}

/** Goes on by itself when the network is back. */
export function goOnWhenOnline(): void {
  window.addEventListener('online', () => {
    const state = useJoin.getState();
    if (state.step === 'refused' && state.error instanceof Unreachable) void joinActions.goOn();
  });
}
