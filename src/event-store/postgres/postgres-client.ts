import { readFileSync } from 'node:fs';
import { Client, type ClientConfig } from 'pg';
import { DatabaseRefused } from '../errors.js';
import { messageOf, Unreachable } from './postgres-errors.js';

/** What an address may name files by, which the driver reads when a connection is made, not when it is opened. */
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];
/** For a connection that is not to be opened: neither the address nor the environment is looked at for these. */
const NOWHERE: ClientConfig = { sslnegotiation: 'postgres', ssl: false };

/**
 * A connection to the server. Whatever keeps it from coming about is told by `connect`, and as what it is: the log
 * is out of reach. A file that is missing from one moment to the next must not be thrown in the middle of the pool.
 */
export class PostgresClient extends Client {
  private readonly fault: DatabaseRefused | undefined;
  private readonly limits: string;

  constructor(settings: ClientConfig = {}) {
    const fault = faultOf(settings);
    const { limits, others } = apart(settings);
    super(fault ? NOWHERE : others);
    this.fault = fault;
    this.limits = limits;
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
      if (this.limits !== '') await this.query(this.limits);
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
  const limits = Object.entries({
    lock_timeout,
    statement_timeout,
    idle_in_transaction_session_timeout,
  }).filter(([, ms]) => typeof ms === 'number');
  return { limits: limits.map(([name, ms]) => `SET ${name} = ${ms}`).join('; '), others };
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
