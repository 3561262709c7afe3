import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CLOCK, type Clock } from '../../platform/clock.js';
import { Sessions } from '../../identity/sessions.js';
import { GatewayHub } from './hub.js';

const EXPIRY_CHECK_MS = 5000;
/** How soon it is tried again where sessions could not be read. */
const RETRY_MS = 1000;

/** Ends the connections of both gateways whose sessions end: by a log-out in whatever process, or by time. */
@Injectable()
export class SessionEnds {
  private readonly logger = new Logger(SessionEnds.name);

  constructor(
    private readonly sessions: Sessions,
    private readonly hub: GatewayHub,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    sessions.onEnd((hash) => hub.endSession(hash));
    sessions.onDoubt(() => void this.lookUpAll());
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

  @Interval(EXPIRY_CHECK_MS)
  endExpired(): void {
    this.hub.endExpiredSessions(Date.parse(this.clock.now()));
  }
}
