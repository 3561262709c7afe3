import { readFileSync } from 'node:fs';
import { Client, type ClientConfig } from 'pg';
import { DatabaseRefused } from '../errors.js';
import { messageOf, Unreachable } from './postgres-errors.js';
import { within } from './postgres-settings.js';

/** What an address may name files by, which the driver reads when a connection is made, not when it is opened. */
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];
/** For a connection that is not to be opened: neither the address nor the environment is looked at for these. */
const NOWHERE: ClientConfig = { sslnegotiation: 'postgres', ssl: false };
/** The server's time limits, as the driver and an address name them. */
const TIME_LIMITS = [
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
] as const;

/**
 * A connection to the server. Whatever keeps it from coming about is told by `connect`, and as what it is: the log
 * is out of reach. A file that is missing from one moment to the next must not be thrown in the middle of the pool.
 */
export class PostgresClient extends Client {
  private readonly fault: DatabaseRefused | undefined;
  private readonly limits: string;
  private readonly patienceMs: number | undefined;

  constructor(settings: ClientConfig = {}) {
    const fault = faultOf(settings);
    const { limits, others } = apart(settings);
    super(fault ? NOWHERE : others);
    this.fault = fault;
    this.limits = limits;
    this.patienceMs = settings.connectionTimeoutMillis;
    // The pool listens only to a connection that it was given: one that breaks before is told of by `connect`.
    this.on('error', () => undefined);
  }

  /** @throws Unreachable, its cause a `DatabaseRefused` where it is the address that cannot be used */
  override connect(): Promise<this>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<this> | undefined {
    const connected = this.open();
    if (!callback) return connected;
    connected.then(
      () => callback(null),
      (error: unknown) => callback(error as Error),
    );
    return undefined;
  }

  private async open(): Promise<this> {
    try {
      if (this.fault) throw this.fault;
      await super.connect();
      // Also on a connection that waits for anything else as long as it takes.
      if (this.limits !== '') await this.query(within(this.patienceMs, this.limits));
      return this;
    } catch (error) {
      // Nobody else has it who could.
      void this.end().catch(() => undefined);
      throw new Unreachable(error);
    }
  }
}

/**
 * The server's time limits are set when a connection is there. The driver would send them along with the names of
 * user and database, where PgBouncer takes no parameters that it does not know.
 */
function apart(settings: ClientConfig): { limits: string; others: ClientConfig } {
  const { lock_timeout, statement_timeout, idle_in_transaction_session_timeout, ...others } =
    settings;
  const ours = { lock_timeout, statement_timeout, idle_in_transaction_session_timeout };
  const address = addressOf(settings);
  const limits: string[] = [];
  for (const name of TIME_LIMITS) {
    const asked = Number(address?.searchParams.get(name) ?? NaN);
    const ms = ours[name];
    // Who waits as long as it takes does so whatever the address says.
    const limit = ms !== 0 && Number.isSafeInteger(asked) && asked >= 0 ? asked : ms;
    if (typeof limit === 'number') limits.push(`SET ${name} = ${limit}`);
    address?.searchParams.delete(name);
  }
  if (address) others.connectionString = address.href;
  return { limits: limits.join('; '), others };
}

/** An address that says something of the server's time limits. */
function addressOf({ connectionString = '' }: ClientConfig): URL | undefined {
  if (!URL.canParse(connectionString)) return undefined;
  const address = new URL(connectionString);
  return TIME_LIMITS.some((name) => address.searchParams.has(name)) ? address : undefined;
}

/** What is wrong with an address, before anybody is asked. */
function faultOf(settings: ClientConfig): DatabaseRefused | undefined {
  try {
    new Client(settings);
    return undefined;
  } catch (cause) {
    return missingFile(settings) ?? new DatabaseRefused(messageOf(cause));
  }
}

function missingFile({ connectionString = '' }: ClientConfig): DatabaseRefused | undefined {
  if (!URL.canParse(connectionString)) return undefined;
  const { searchParams } = new URL(connectionString);
  for (const name of FILES) {
    const path = searchParams.get(name);
    try {
      if (path) readFileSync(path);
    } catch (cause) {
      return new DatabaseRefused(`${name} in the address cannot be read: ${messageOf(cause)}`);
    }
  }
  return undefined;
}
