import { io, type Socket } from 'socket.io-client';
import { GATEWAY_PATH, type Payloads } from './generated/messages.js';
import type { SessionSource } from './client.js';
import { Problem } from './problem.js';

export type Op = keyof Payloads;

/** One message of the gateway. */
export interface Envelope<Name extends Op = Op> {
  readonly op: Name;
  readonly d: Payloads[Name];
  /** Unix time in seconds. */
  readonly t: number;
  /** The event's position in the log; absent on messages that are no events. */
  readonly s?: number;
  /** The same place as a cursor, by which another log is told from this one. */
  readonly c?: string;
}

/** One message, whose `op` says what it carries. */
export type Message = { [Name in Op]: Envelope<Name> }[Op];

/**
 * `connecting` for the first time; `live`; `cut` and trying again; `catching_up` with what was missed;
 * `refused`: not a member, no longer, or not signed in.
 */
export type GatewayStatus = 'connecting' | 'catching_up' | 'live' | 'cut' | 'refused' | 'closed';

export interface GatewayOptions {
  /** The public URL of the community. */
  readonly baseUrl: string;
  readonly session: SessionSource;
  /** Events in the order of the log, each once, and `HELLO`. */
  readonly onMessage: (message: Message) => void;
  /** Too much was missed: fetch anew what is shown. */
  readonly onResync: () => void;
  readonly onStatus: (status: GatewayStatus) => void;
}

export interface Gateway {
  /** Tries at once, e.g. because the network is back. */
  wake(): void;
  close(): void;
}

/** The longest wait between two tries, in milliseconds. */
const LONGEST_WAIT_MS = 15_000;
const FIRST_WAIT_MS = 500;

/** A code of `CLOSE`. */
const TOO_MANY_CONNECTIONS = 4010;

/** Follows the gateway until it is closed: resumes where it was cut, signs in anew when it must. */
export function followGateway(options: GatewayOptions): Gateway {
  const { session, onMessage, onResync, onStatus } = options;
  const { origin, pathname } = new URL(options.baseUrl);
  /** The cursor of the last event, or a position. */
  let since: string | number | undefined;
  let wasIn = false;
  let renewed = false;
  let isClosed = false;
  let waitMs = FIRST_WAIT_MS;
  let again: ReturnType<typeof setTimeout> | undefined;

  const socket: Socket = io(origin, {
    path: pathname.replace(/\/$/, '') + GATEWAY_PATH,
    transports: ['websocket'],
    reconnectionDelay: FIRST_WAIT_MS,
    reconnectionDelayMax: LONGEST_WAIT_MS,
    // Asked at each try: by then there may be a newer one.
    auth: (give) => give({ token: session.token(), since }),
    autoConnect: false,
  });

  const connectSoon = (): void => {
    clearTimeout(again);
    again = setTimeout(() => socket.connect(), waitMs * (1 + Math.random()));
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  };

  const refused = async (code: unknown): Promise<void> => {
    if (code === 'UNAUTHENTICATED' && !renewed) {
      renewed = true;
      try {
        const token = await session.renew();
        if (isClosed) return;
        if (token !== undefined) {
          socket.connect();
          return;
        }
      } catch (error) {
        if (isClosed) return;
        if (canPass(error)) {
          // It says nothing of who is in.
          renewed = false;
          onStatus('cut');
          connectSoon();
          return;
        }
      }
    }
    onStatus('refused');
  };

  socket.onAny((_op: string, message: Message) => {
    if (message.op === 'READY') {
      wasIn = true;
      onStatus('live');
      return;
    }
    if (message.op === 'CLOSE') {
      // Another window has to be closed first: there is no hurry.
      if (message.d.code === TOO_MANY_CONNECTIONS) waitMs = LONGEST_WAIT_MS;
      return;
    }
    if (message.op === 'RESYNC') {
      since = message.c ?? message.d.head;
      onResync();
      return;
    }
    if (message.op === 'HELLO') {
      renewed = false;
      waitMs = FIRST_WAIT_MS;
      // Whoever comes without `since` is told nothing of the past.
      since ??= message.c ?? message.d.head;
      onStatus(wasIn ? 'catching_up' : 'connecting');
    }
    if (message.s !== undefined) since = message.c ?? message.s;
    onMessage(message);
  });

  socket.on('connect_error', (error: Error & { readonly data?: { readonly code?: unknown } }) => {
    // While it tries by itself there is nothing to decide.
    if (socket.active) onStatus('cut');
    else if (PASSES.has(error.data?.code)) {
      onStatus('cut');
      connectSoon();
    } else void refused(error.data?.code);
  });

  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    onStatus('cut');
    // The server ended it: why, it says when we come again.
    if (!socket.active) connectSoon();
  });

  onStatus('connecting');
  socket.connect();
  return {
    wake: () => {
      clearTimeout(again);
      if (!socket.connected) socket.disconnect().connect();
    },
    close: () => {
      isClosed = true;
      clearTimeout(again);
      socket.disconnect();
      onStatus('closed');
    },
  };
}

/** Why somebody was not let in who may be when they come again: nothing was said of them. */
const PASSES: ReadonlySet<unknown> = new Set(['INTERNAL_ERROR', 'STORAGE_UNAVAILABLE']);

/** Whether signing in failed for a time, and was not refused. */
function canPass(error: unknown): boolean {
  return !(error instanceof Problem) || error.status >= 500 || error.code === 'RATE_LIMITED';
}
