import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { EVENT_STORE, type EventStore } from '../event-store/event-store.js';
import { States } from '../event-store/states.js';
import { LOG_KEY_STREAM } from './log-key.fold.js';
import { LogOrigin } from './log-origin.js';
import type { NamedKey } from './signed-note.js';
import { openSigningKey, SIGNING_KEY, type SigningKey } from './signing-key.js';

const LOOK_AGAIN_MS = 10_000;

/** The key that signs what the log says of itself: always the one that the log says. */
@Injectable()
export class LogSigner {
  private readonly logger = new Logger(LogSigner.name);
  /** The key of the log that could not be found here, and when it is looked for again. */
  private missing: string | undefined;
  private lookAgainAt = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SIGNING_KEY) private held: SigningKey,
    private readonly states: States,
    private readonly origin: LogOrigin,
  ) {}

  /** The key by the name of the log, to sign as the log itself or as a witness of others. */
  async as(type: NamedKey['type']): Promise<{ readonly named: NamedKey } & SigningKey> {
    const key = await this.key();
    const publicKey = Buffer.from(key.publicKey, 'base64');
    return { ...key, named: { name: await this.origin.name(), type, publicKey } };
  }

  async key(): Promise<SigningKey> {
    const { state } = await this.states.load(LOG_KEY_STREAM);
    const { current } = state;
    if (current === null || current === this.held.publicKey) return this.held;
    if (current === this.missing && performance.now() < this.lookAgainAt) return this.held;
    // Another process has replaced it.
    this.held = await openSigningKey(this.config, this.store, current);
    if (this.held.publicKey !== current) this.miss(current);
    return this.held;
  }

  private miss(current: string): void {
    this.lookAgainAt = performance.now() + LOOK_AGAIN_MS;
    if (this.missing === current) return;
    this.missing = current;
    this.logger.error(
      `The key of the log is ${current}, which is not here; another one signs until it is brought.`,
    );
  }
}
