import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';

/** A stop takes no longer than this; what runs then is cut off. */
const PATIENCE_MS = 9000;
/** Connections on which nothing was answered by then are cut off: half requests, silent ones. */
const GRACE_MS = 3000;
const IDLE_SWEEP_MS = 100;

/** What comes before a stop: others are told that this process goes, while it still answers. */
export interface Drain {
  readonly seconds: number;
  readonly begin: () => void;
}

/**
 * Stops cleanly on SIGTERM and SIGINT: no new connections, answers to what is running, the gateway's
 * sockets closed, the log closed, exit 0. A second signal ends the drain before it.
 */
export function stopOnSignals(app: INestApplication, logger: Logger, drain: Drain): void {
  let [draining, stopping] = [false, false];
  const onSignal = (signal: NodeJS.Signals): void => {
    if (draining || drain.seconds === 0) return stop(signal);
    draining = true;
    logger.info({ signal, seconds: drain.seconds }, 'Draining.');
    drain.begin();
    setTimeout(() => stop(signal), drain.seconds * 1000);
  };
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'Stopping.');
    setTimeout(() => {
      logger.error('Stopping took too long.');
      process.exit(1);
    }, PATIENCE_MS).unref();
    const server = app.getHttpServer() as Server;
    setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS).unref();
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Stopping failed.');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
