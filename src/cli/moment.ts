import { StoryQuery } from '../audit/queries.dto.js';
import { Moments, type Moment, type MomentAsked } from '../audit/moments.js';
import { systemClock } from '../platform/clock.js';
import { ValidationFailed, checkedInput } from '../http/validation.js';
import { sql, type SqlValue } from '../event-store/statement.js';
import type { StoredLog } from '../event-store/stored-log.js';
import { WrongUsage } from './failures.js';

/**
 * The moment that an option names: a position of the log, or a time.
 * @throws WrongUsage for what is neither
 */
export async function momentIn(option: string, text: string): Promise<MomentAsked> {
  const asked = /^\d+$/.test(text) ? { position: text } : { at: text };
  try {
    const { at, position } = await checkedInput(StoryQuery, asked);
    return { at, position };
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    throw new WrongUsage(
      `${option} is ${text}; it must be a position of the log, from 1, or a time as in RFC 3339, ` +
        'e.g. 4711 or 2026-11-22T10:00:00.000Z.',
    );
  }
}

/**
 * The moment in a log that is only looked at, as the audit calls find it.
 * @throws WrongUsage for a position that the log has not reached
 */
export async function momentOf(
  log: StoredLog,
  option: string,
  asked: MomentAsked,
): Promise<Moment> {
  const get = async <Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined> =>
    (await log.all<Row>(sql(text, ...values)))[0];
  try {
    return await new Moments(log, { get }, systemClock).find(asked);
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    throw new WrongUsage(`${option}: ${error.detail}.`);
  }
}
