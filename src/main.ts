import { config as readDotenv } from 'dotenv';
import { BadSetting, loadConfig } from './config.js';
import { DatabaseRefused, UnreadableEvent } from './event-store/errors.js';

async function main(): Promise<void> {
  readDotenv({ quiet: true });
  const config = loadConfig(process.env);
  // All else is loaded only now: a setting that is not allowed is said at once.
  const { serve } = await import('./serve.js');
  await serve(config);
}

/** The system calls of listening: of the host's name, and of the port. */
const LISTENING = new Set<unknown>(['listen', 'getaddrinfo']);

/** One line for what the operator can mend; the whole error for what they cannot. */
function explain(error: unknown): string {
  if (error instanceof BadSetting) return error.message;
  if (error instanceof DatabaseRefused) return `GATEHOUSE_DATABASE_URL: ${error.message}.`;
  if (error instanceof UnreadableEvent) return `GATEHOUSE_DATABASE_URL: ${error.advice}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'GATEHOUSE_PORT: another program listens there already; choose another port.';
  }
  if (error instanceof Error && 'syscall' in error && LISTENING.has(error.syscall)) {
    return `GATEHOUSE_HOST, GATEHOUSE_PORT: cannot listen there: ${error.message}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
