import type { Fold } from '../event-store/fold.js';
import type { Stream } from '../event-store/stream.js';
import type { LogKeyEvent } from './log-key.events.js';

export interface LogKeyState {
  /** The key that the last handover was to; `null` while the log has its first one. */
  readonly current: string | null;
}

const logKeyFold: Fold<LogKeyState, LogKeyEvent> = {
  name: 'log-key',
  version: 1,
  initialState: { current: null },
  evolve: (_state, { data }) => ({ current: data.new_key }),
};

export const LOG_KEY_STREAM: Stream<LogKeyState, LogKeyEvent> = {
  name: 'log-key',
  fold: logKeyFold,
};
