import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import {
  EVENT_STORE,
  READ_MODELS,
  type EventStore,
  type ReadModels,
} from '../../event-store/event-store.js';
import { sql } from '../../event-store/statement.js';
import type { Instant } from '../../platform/clock.js';
import type { SignedCheckpoint } from '../checkpoints.js';

/** What one witness has signed of a checkpoint. */
export interface Cosignature {
  /** The verifier key. */
  readonly witness: string;
  /** The line below the note, LF included. */
  readonly line: string;
}

/** What witnesses have signed of our checkpoints: by whichever process asked, for all that serve them. */
@Injectable()
export class Cosignatures {
  /** Verifier keys of those who count, and as many places in a statement. */
  private readonly witnesses: readonly string[];
  private readonly places: string;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.witnesses = config.witnesses.map(({ verifierKey }) => verifierKey);
    this.places = this.witnesses.map(() => '?').join(', ');
  }

  /** A checkpoint as it goes out: its note, and what witnesses have signed of it. */
  async below({ size, note }: SignedCheckpoint): Promise<string> {
    if (this.witnesses.length === 0) return note;
    const found = await this.readModels.all<{ readonly line: string }>(
      `SELECT line FROM cosignatures WHERE size = ? AND witness IN (${this.places}) ORDER BY witness`,
      size,
      ...this.witnesses,
    );
    return note + found.map(({ line }) => line).join('');
  }

  /** The size of the largest tree that enough witnesses have signed; 0 before there is one. */
  async witnessedSize(): Promise<number> {
    if (this.witnesses.length === 0) return 0;
    const found = await this.readModels.get<{ readonly size: number }>(
      `SELECT size FROM cosignatures WHERE witness IN (${this.places})
       GROUP BY size HAVING COUNT(*) >= CAST(? AS BIGINT) ORDER BY size DESC LIMIT 1`,
      ...this.witnesses,
      this.config.witnessesNeeded,
    );
    return found?.size ?? 0;
  }

  /** Keeps what was signed of a tree, and throws away what is of no use beside it. */
  async keep(size: number, { witness, line }: Cosignature, at: Instant): Promise<void> {
    await this.store.transact((transaction) =>
      transaction.write(
        sql(
          `INSERT INTO cosignatures (size, witness, line, at) VALUES (?, ?, ?, ?)
           ON CONFLICT (size, witness) DO UPDATE SET line = excluded.line, at = excluded.at`,
          size,
          witness,
          line,
          at,
        ),
      ),
    );
    const witnessed = await this.witnessedSize();
    // The last of each witness tells the operator how far it has come.
    await this.store.transact((transaction) =>
      transaction.write(
        sql(
          `DELETE FROM cosignatures WHERE size <> ? AND size < (
             SELECT MAX(newer.size) FROM cosignatures newer WHERE newer.witness = cosignatures.witness
           )`,
          witnessed,
        ),
      ),
    );
  }

  /** How far each witness has come, by its verifier key. */
  async progress(): Promise<ReadonlyMap<string, { readonly size: number; readonly at: Instant }>> {
    const rows = await this.readModels.all<{
      readonly witness: string;
      readonly size: number;
      readonly at: Instant;
    }>('SELECT witness, MAX(size) AS size, MAX(at) AS at FROM cosignatures GROUP BY witness');
    return new Map(rows.map(({ witness, size, at }) => [witness, { size, at }]));
  }
}
