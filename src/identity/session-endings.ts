import type { EventStore } from '../event-store/event-store.js';
import type { UserId } from '../platform/ids.js';
import type { KeptSessions } from './kept-sessions.js';
import { sessionMessageIn } from './session-messages.js';

type EndListener = (tokenHash: string) => void;
type DoubtListener = () => void;

/** Hears, from whatever process, which sessions were ended: they count here no more, and whoever listens is told. */
export class SessionEndings {
  private readonly endListeners: EndListener[] = [];
  private readonly doubtListeners: DoubtListener[] = [];
  private endings = 0;

  constructor(
    private readonly kept: KeptSessions,
    store: Pick<EventStore, 'onMessage'>,
  ) {
    store.onMessage((message) => this.hear(message));
  }

  /** How often sessions were ended: what was read before must not be kept after. */
  get count(): number {
    return this.endings;
  }

  /** Hears of sessions that were ended, in whatever process, by the hash of their token. */
  onEnd(listener: EndListener): void {
    this.endListeners.push(listener);
  }

  /** Hears that sessions may have been ended without a word: those that matter are to be looked up. */
  onDoubt(listener: DoubtListener): void {
    this.doubtListeners.push(listener);
  }

  /** Sessions are gone from the disk. */
  note(hashes: readonly string[]): void {
    if (hashes.length > 0) this.endings++;
    for (const hash of hashes) {
      this.kept.forget(hash);
      for (const listener of this.endListeners) listener(hash);
    }
  }

  /** All of a user's are gone from the disk. */
  noteAllOf(userId: UserId): void {
    this.endings++;
    this.kept.forgetAllOf(userId);
  }

  /** Some process has ended sessions; without a message, some may have been ended unheard. */
  private hear(text: string | undefined): void {
    if (text === undefined) {
      this.endings++;
      this.kept.forgetAll();
      for (const listener of this.doubtListeners) listener();
      return;
    }
    const message = sessionMessageIn(text);
    if (!message) return;
    if ('session' in message) this.note([message.session]);
    else this.noteAllOf(message.sessions_of);
  }
}
