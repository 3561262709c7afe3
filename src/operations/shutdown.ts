import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

/** A stop takes no longer than this; what runs then is cut off. */
const PATIENCE_MS = 9000;

/**
 * Stops cleanly on SIGTERM and SIGINT: no new connections, answers to what is running, the gateway's
 * sockets closed, the log closed, exit 0.
 */
export function stopOnSignals(app: INestApplication, logger: Logger): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'Stopping.');
    setTimeout(() => {
      logger.error('Stopping took too long.');
      process.exit(1);
    }, PATIENCE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Stopping failed.');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
