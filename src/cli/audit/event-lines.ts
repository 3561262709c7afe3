import type { EventView } from '../../audit/event-view.js';

/** What stands in the columns beside, or says nothing, and need not be shown. */
function isSaidAlready(value: unknown, { stream, actor }: EventView): boolean {
  if (value === null) return true;
  return typeof value === 'string' && (value === actor || stream.endsWith(`-${value}`));
}

/** What an event says, and why, in one line: `max_uses=3 label="the team"`. */
export function inOneLine(event: EventView): string {
  const { data, reason } = event;
  if (typeof data !== 'object' || data === null) return 'unreadable';
  const said = Object.entries(data as Readonly<Record<string, unknown>>)
    .filter(([, value]) => !isSaidAlready(value, event))
    .map(([name, value]) => `${name}=${shownValue(value)}`);
  return [...said, ...(reason === null ? [] : [`reason=${shownValue(reason)}`])].join(' ');
}

/** JSON, but for words that need no quotes. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/~-]+$/.test(value)) return value;
  return JSON.stringify(value);
}
