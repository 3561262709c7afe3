import type { LoggerService } from '@nestjs/common';
import { destination, pino, type DestinationStream, type Logger } from 'pino';

/** JSON lines on standard error, so that standard output is for people. */
export function createLogger(
  level: string,
  stream: DestinationStream = destination({ fd: 2, sync: false, minLength: 0 }),
): Logger {
  return pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Nothing that opens a door is logged; these fields are taken out should they ever come by.
      redact: {
        paths: [
          'token',
          'signature',
          'code',
          '*.token',
          '*.signature',
          '*.code',
          '*.authorization',
          // By its own name, or the censor is not told whose code it is.
          'err.code',
        ],
        // An error's code says what is the matter: SQLITE_FULL, ECONNREFUSED.
        censor: (value, [of]) => (of === 'err' ? value : '[redacted]'),
      },
    },
    stream,
  );
}

/** Nest's own messages, in the same lines. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    // What Nest tells at every start (modules, routes) is detail.
    this.write(isBootMessage(context) ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    // Why a start failed is said by `main`, in one line.
    if (FAILED_START.has(context.at(-1))) return;
    this.write('error', message, context);
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.write('fatal', message, context);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    context: readonly unknown[],
  ): void {
    const names = context.filter((part) => typeof part === 'string' && !part.includes('\n'));
    const name = names.at(-1);
    const stack = context.find((part) => typeof part === 'string' && part.includes('\n'));
    if (message instanceof Error) this.logger[level]({ name, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) {
      const text = names.length > 1 ? names[0] : undefined;
      this.logger[level]({ name, ...message }, typeof text === 'string' ? text : undefined);
    } else this.logger[level]({ name, ...(stack !== undefined && { stack }) }, String(message));
  }
}

const FAILED_START = new Set<unknown>(['ExceptionHandler', 'NestApplication']);

const BOOT = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'WebSocketsController',
  'Scheduler',
]);

function isBootMessage(context: readonly unknown[]): boolean {
  const name = context.at(-1);
  return typeof name === 'string' && BOOT.has(name);
}
