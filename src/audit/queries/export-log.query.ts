import { Readable } from 'node:stream';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { UserId } from '../../platform/ids.js';
import { EVENT_STORE, type EventStore, type Head } from '../../event-store/event-store.js';
import { GENESIS_HASH } from '../../event-store/hash-chain.js';
import { States } from '../../event-store/states.js';
import { ValidationFailed } from '../../http/validation.js';
import { requirePermission } from '../../roles/authority.js';
import { authorityOf } from '../../roles/facts/authority-of.js';
import { exportLine } from '../export-line.js';
import { Maskings, type Masking } from '../masking.js';

/** How many events are read at a time: what one export holds in memory. */
const PAGE = 100;

export interface LogExport {
  /** NDJSON, one event a line. */
  readonly lines: Readable;
  /** The position of its last line: where the log ended when it began. */
  readonly until: number;
}

interface Page {
  readonly bytes: Buffer;
  /** Where its last line is. */
  readonly end: Head;
}

/** The log as it is stored, from behind a position to where it ends now. */
export class ExportLog extends Query<LogExport> {
  constructor(
    readonly viewer: UserId,
    readonly after: number,
  ) {
    super();
  }
}

@QueryHandler(ExportLog)
export class ExportLogHandler implements IQueryHandler<ExportLog> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly states: States,
    private readonly maskings: Maskings,
  ) {}

  /** @throws ValidationFailed when the log has not come to `after` yet */
  async execute({ viewer, after }: ExportLog): Promise<LogExport> {
    const until = (await this.store.head()).position;
    if (after > until) {
      const message = `after must be at most ${until}, where the log ends`;
      throw new ValidationFailed([{ field: 'after', message }]);
    }
    // Pages are read as fast as the client takes them, and no faster.
    const pages = this.pages(after, until, viewer);
    return { lines: Readable.from(pages, { objectMode: false }), until };
  }

  private async *pages(after: number, until: number, viewer: UserId): AsyncGenerator<Buffer> {
    let end: Head = { position: after, hash: await this.hashAt(after) };
    while (end.position < until) {
      // Each time anew: an export may take hours, and whoever loses a permission meanwhile has lost it.
      const refusal = requirePermission(await authorityOf(this.states, viewer), 'view_audit_log');
      if (refusal) throw refusal;
      const page = await this.page(end, until, await this.maskings.for(viewer));
      ({ end } = page);
      yield page.bytes;
      // A fast client must not keep the others waiting.
      await new Promise(setImmediate);
    }
  }

  /** Apart from the loop: while a slow client takes its bytes, what they were made of is gone. */
  private async page(begin: Head, until: number, masking: Masking): Promise<Page> {
    const { position } = begin;
    const events = await this.store.readStored(position, Math.min(PAGE, until - position));
    const last = events.at(-1);
    if (!last) throw new Error(`The log holds nothing behind position ${position}.`);
    const lines: string[] = [];
    let previousHash = begin.hash;
    for (const event of events) {
      lines.push(await exportLine(event, previousHash, masking));
      previousHash = event.hash;
    }
    // Joined and not added up: what is added up is copied once more, into the old heap.
    const bytes = Buffer.from(lines.join(''));
    return { bytes, end: { position: last.position, hash: last.hash } };
  }

  private async hashAt(position: number): Promise<Buffer> {
    if (position === 0) return GENESIS_HASH;
    const [event] = await this.store.readStored(position - 1, 1);
    return event?.hash ?? GENESIS_HASH;
  }
}
