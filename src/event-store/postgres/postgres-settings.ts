import { types, type ClientConfig, type QueryConfig } from 'pg';

/** How long is waited for what, in milliseconds. */
export interface Limits {
  /** For a connection to come about. */
  readonly connect: number;
  /** For a lock: for the head of the log above all, which another process may hold. */
  readonly lock: number;
  /** For one statement; and for the next one within a transaction, should a process stand still. */
  readonly statement: number;
  /** For the server's answer, should it say nothing at all. Longer than `statement`. */
  readonly answer: number;
}

/** A batch takes milliseconds. What takes longer than this fails, and nothing of it was written. */
export const LIMITS: Limits = { connect: 5000, lock: 5000, statement: 10_000, answer: 12_000 };

/** An idle connection is tried so soon, so that whoever forwards it does not forget it. */
const KEEP_ALIVE_MS = 10_000;

/** 64-bit numbers: positions and counts stay far below what a double holds exactly. */
const INT8 = types.builtins.INT8;

/** The SQL for the channel on which commits are told: a database may hold a community in each schema. */
export const CHANNEL = `concat('gatehouse_log_', to_hex(hashtext(current_schema()::text)))`;

/** How every connection of ours is set up. */
export function connectionSettings(url: string, limits: Limits): ClientConfig {
  return {
    connectionString: url,
    application_name: 'gatehouse',
    connectionTimeoutMillis: limits.connect,
    lock_timeout: limits.lock,
    statement_timeout: limits.statement,
    idle_in_transaction_session_timeout: limits.statement,
    query_timeout: limits.answer,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: { getTypeParser: parserOf },
  };
}

/** The address of the same database, whose server then refuses whatever would write. */
export function readOnlyUrl(url: string): string {
  const address = new URL(url);
  // An address may have options of its own, e.g. for its schema; those of the environment give way to them.
  const others = address.searchParams.get('options') ?? process.env.PGOPTIONS ?? '';
  address.searchParams.set('options', `${others} -c default_transaction_read_only=on`.trimStart());
  return address.href;
}

const parserOf: typeof types.getTypeParser = (oid, format) => {
  const parser: unknown = oid === INT8 ? Number : types.getTypeParser(oid, format);
  return parser;
};

/** A question that must be answered soon, also on a connection that waits for anything else as long as it takes. */
export function within(ms: number | undefined, text: string): QueryConfig {
  // The driver knows it, its types do not.
  const query = { text, query_timeout: ms };
  return query;
}
