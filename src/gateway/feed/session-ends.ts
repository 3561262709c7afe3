import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { Sessions } from '../../identity/sessions.js';
import { GatewayHub } from './hub.js';

const EXPIRY_CHECK_MS = 5000;
/** How often it is noted that sessions are in use by a connection: as often as requests are. */
const NOTED_EVERY_MS = 600_000;
/** How soon it is tried again where sessions could not be read. */
const RETRY_MS = 1000;

/**
 * What sessions and the connections of both gateways have to do with each other: with a session, whose end may be a
 * log-out in whatever process, or its time, its connections end.
 */
@Injectable()
export class SessionEnds {
  private readonly logger = new Logger(SessionEnds.name);

  constructor(
    private readonly sessions: Sessions,
    private readonly hub: GatewayHub,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    sessions.endings.onEnd((hash) => hub.endSession(hash));
    sessions.endings.onDoubt(() => void this.lookUpAll());
  }

  /** For a moment we did not hear what other processes ended. */
  private async lookUpAll(): Promise<void> {
    try {
      // Who was let in a moment ago may still wait for their turn.
      await this.hub.settled();
      const connected = this.hub.sessions();
      for (const hash of await this.sessions.ended(connected)) this.hub.endSession(hash);
    } catch (error) {
      this.logger.error(error);
      setTimeout(() => void this.lookUpAll(), RETRY_MS).unref();
    }
  }

  /** Whoever listens only uses their session, too. */
  @Interval(NOTED_EVERY_MS)
  noteConnected(): void {
    this.sessions.noteConnected(this.hub.sessions());
  }

  @Interval(EXPIRY_CHECK_MS)
  endExpired(): void {
    this.hub.endExpiredSessions(Date.parse(this.clock.now()));
  }
}
