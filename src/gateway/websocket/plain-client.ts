import { WebSocket } from 'ws';
import { MAX_QUEUED, MAX_QUEUED_BYTES } from '../feed/connection.js';
import { CLOSINGS, type Closing } from '../feed/closings.js';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS, IDENTIFY_MS } from '../feed/protocol.js';
import { TalkLimit } from '../feed/talk-limit.js';

const TEXT = { binary: false };

/**
 * One plain WebSocket and its limits: how much may wait for it, how much it may say, how long it may
 * be silent. Times are those of `performance.now()`, which no change of the clock disturbs.
 */
export class PlainClient {
  /** The hash of the token with which it says it has a session. */
  tokenHash: string | undefined;
  /** Whether that is so: from then on there are heartbeats. */
  isIdentified = false;
  private waiting = 0;
  private ended = false;
  private readonly talk: TalkLimit;
  private beatAt: number;
  private answered = true;
  private readonly taken = (): void => {
    this.waiting--;
  };

  /**
   * @param since the last event that it has seen, as its URL says
   * @param onEnd is told once that it can be neither sent to nor heard any more
   */
  constructor(
    private readonly socket: WebSocket,
    readonly since: string | undefined,
    now: number,
    private readonly onEnd: () => void,
  ) {
    this.talk = new TalkLimit(now);
    this.beatAt = now;
    // Resets and protocol errors: the library closes the connection by itself.
    socket.on('error', () => this.end());
    socket.on('close', () => this.end());
  }

  get isOpen(): boolean {
    return !this.ended && this.socket.readyState === WebSocket.OPEN;
  }

  /** Messages that wait for the client to take them. */
  get queued(): number {
    return this.waiting;
  }

  /** Sends UTF-8 text. */
  send(message: Buffer): void {
    if (!this.isOpen) return;
    this.waiting++;
    this.socket.send(message, TEXT, this.taken);
    if (this.waiting > MAX_QUEUED || this.socket.bufferedAmount > MAX_QUEUED_BYTES) {
      this.close(CLOSINGS.TOO_SLOW);
    }
  }

  /**
   * Sends and hears nothing from now on. Whoever does not answer the goodbye is cut off by the
   * gateway's `closeTimeout`; whoever is half gone already, at once.
   */
  close({ code, meaning }: Closing): void {
    if (this.ended) return;
    const canHear = this.socket.readyState === WebSocket.OPEN;
    this.end();
    if (canHear) this.socket.close(code, meaning);
    else this.socket.terminate();
  }

  /** Counts one message or ping of the client; whether that is still within the limit. */
  mayTalk(now: number): boolean {
    return this.talk.mayTalk(now);
  }

  identified(now: number): void {
    this.isIdentified = true;
    this.beatAt = now;
  }

  heartbeatAnswered(): void {
    this.answered = true;
  }

  /** Sends a heartbeat if it is time for one; closes whoever is silent for too long. */
  check(now: number, heartbeat: Buffer): void {
    const silentMs = now - this.beatAt;
    if (!this.isIdentified) {
      if (silentMs >= IDENTIFY_MS) this.close(CLOSINGS.NOT_AUTHENTICATED);
    } else if (!this.answered) {
      if (silentMs >= HEARTBEAT_TIMEOUT_MS) this.close(CLOSINGS.HEARTBEAT_MISSED);
    } else if (silentMs >= HEARTBEAT_INTERVAL_MS) {
      this.beatAt = now;
      this.answered = false;
      this.send(heartbeat);
    }
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd();
  }
}
