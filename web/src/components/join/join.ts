import { Unreachable } from '@gatehouse/sdk';
import { serverAnswers } from '../../api/health.js';
import { baseUrl } from '../../boot/boot.js';
import { now } from '../../stores/clock.js';
import { chooseLanguage } from '../../i18n/i18n.js';
import { languageFor } from '../../i18n/languages.js';
import { mayHaveJoined } from '../../identity/joined-here.js';
import type * as JoinWork from './join-work.js';
import { refusedBy } from '../../stores/join-state.js';
import { setJoin, useJoin } from '../../stores/join.js';
import type { JoinActions } from './page.js';

type Work = typeof JoinWork;

/** What needs keys and calls: fetched when somebody is about to press the button, or has been here before. */
function work(): Promise<Work> {
  return import('./join-work.js').catch((cause: unknown) => {
    throw new Unreachable('The page could not be loaded to its end.', { cause });
  });
}

export const joinActions: JoinActions = {
  prepare: () => {
    // Whether it works shows when it is needed.
    work().catch(() => undefined);
  },
  join: async (preview) => {
    setJoin({ step: 'invited', preview, joining: true });
    try {
      await (await work()).join(preview);
    } catch (error) {
      setJoin(refusedBy(error, now(), preview));
    }
  },
  tryAgain: async () => {
    const state = useJoin.getState();
    if (state.step === 'refused' && state.preview) return joinActions.join(state.preview);
    try {
      await (await work()).look();
    } catch (error) {
      setJoin(refusedBy(error, now()));
    }
  },
  goOn: async () => {
    const state = useJoin.getState();
    if (state.step !== 'refused') return undefined;
    if (state.error instanceof Unreachable) {
      if (!(await serverAnswers())) {
        setJoin({ ...state, notBefore: now() });
        return;
      }
      try {
        await work();
      } catch {
        // Some browsers never fetch again what they could not fetch once; and it may be a newer server.
        window.location.reload();
        return;
      }
    }
    return joinActions.tryAgain();
  },
  giveName: async (name) => (await work()).giveName(name),
  ownKey: async () => (await work()).ownKey(),
  goTo: (path) => window.location.assign(baseUrl + path),
  chooseLanguage: (language) => chooseLanguage(languageFor([language])),
};

/** Whoever is in already has no use for the page. It is only to be kind: the button will say what is the matter. */
export async function recogniseMember(): Promise<void> {
  if (!mayHaveJoined()) return;
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
