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

  constructor(settings: ClientConfig = {}) {
    const fault = faultOf(settings);
    super(fault ? NOWHERE : settings);
    this.fault = fault;
  }

  /** @throws Unreachable, its cause a `DatabaseRefused` where it is the address that cannot be used */
  override connect(): Promise<this>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<this> | undefined {
    if (!callback) {
      return new Promise((resolve, reject) => {
        this.connect((error) => (error ? reject(error) : resolve(this)));
      });
    }
    const { fault } = this;
    if (fault) process.nextTick(callback, new Unreachable(fault));
    else super.connect((error: Error | null) => callback(error ? new Unreachable(error) : null));
    return undefined;
  }
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
