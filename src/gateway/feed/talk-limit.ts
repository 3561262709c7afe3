import { MAX_MESSAGES, MESSAGE_WINDOW_MS } from './protocol.js';

/** How much a client may say within a minute. Times are those of `performance.now()`. */
export class TalkLimit {
  private messages = 0;

  constructor(private windowStart: number) {}

  /** Counts one message or ping of the client; whether that is still within the limit. */
  mayTalk(now: number): boolean {
    if (now - this.windowStart >= MESSAGE_WINDOW_MS) {
      this.windowStart = now;
      this.messages = 0;
    }
    return ++this.messages <= MAX_MESSAGES;
  }
}
