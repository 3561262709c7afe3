import type { EventStore, ReadModels } from '../event-store/event-store.js';
import type { StoredEvent } from '../event-store/hash-chain.js';
import { EVENT_COLUMNS } from '../event-store/log-queries.js';
import type { Statement } from '../event-store/statement.js';
import { planOf, type LogFilter, type Range } from './search-plan.js';

export interface FoundEvent extends StoredEvent {
  /** `null` for the first event. */
  readonly previousHash: Buffer | null;
}

/** How many index entries one statement looks at, and how many statements one request may take. */
const CHUNK = 1000;
const MAX_CHUNKS = 20;

export interface Found {
  readonly events: readonly FoundEvent[];
  /**
   * Where to go on, when there is more to look at. Filters that have few events in common may end a page
   * before it is full: what one request looks at is bounded.
   */
  readonly next: number | undefined;
}

/** Looks events up, through the index that serves the filter best and never without one. */
export async function searchLog(
  store: EventStore,
  readModels: ReadModels,
  filter: LogFilter,
  range: Range,
  limit: number,
): Promise<Found> {
  const { driver, rest } = planOf(filter);
  const chunk = rest.length === 0 ? limit + 1 : CHUNK;
  const events: FoundEvent[] = [];
  let { first, last } = range;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks++) {
    const entries = await driver({ ...range, first, last }, chunk, store);
    const missing = limit + 1 - events.length;
    events.push(...(await eventsAmong(readModels, entries, rest, range.order, missing)));
    if (events.length > limit) {
      const page = events.slice(0, limit);
      return { events: page, next: page.at(-1)?.position };
    }
    const end = rest.length === 0 ? undefined : await endOf(readModels, entries, range, chunk);
    if (end === undefined) return { events, next: undefined };
    if (range.order === 'asc') first = end + 1;
    else last = end - 1;
  }
  return { events, next: range.order === 'asc' ? first - 1 : last + 1 };
}

async function eventsAmong(
  readModels: ReadModels,
  entries: Statement,
  rest: readonly Statement[],
  order: Range['order'],
  limit: number,
): Promise<readonly FoundEvent[]> {
  const conditions = rest.map(({ text }) => ` AND ${text}`).join('');
  return readModels.all<FoundEvent>(
    `SELECT ${EVENT_COLUMNS},
       (SELECT p.hash FROM events p WHERE p.position = e.position - 1) AS "previousHash"
     FROM events e WHERE e.position IN (${entries.text})${conditions}
     ORDER BY position ${order} LIMIT ?`,
    ...entries.values,
    ...rest.flatMap(({ values }) => values),
    limit,
  );
}

/** The last of the entries that were looked at; `undefined` when there are no more behind them. */
async function endOf(
  readModels: ReadModels,
  entries: Statement,
  { order }: Range,
  chunk: number,
): Promise<number | undefined> {
  const row = await readModels.get<{ looked_at: number; last: number | null }>(
    `SELECT COUNT(*) AS looked_at, ${order === 'asc' ? 'MAX' : 'MIN'}(position) AS last
     FROM (${entries.text}) AS entries`,
    ...entries.values,
  );
  return row && row.looked_at >= chunk ? (row.last ?? undefined) : undefined;
}
