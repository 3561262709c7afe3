import type { RecordedEvent } from '../event-store/event.js';
import type { Projection } from '../event-store/projections/projection.js';
import { sql, type Statement } from '../event-store/statement.js';
import { EVENT_REGISTRY } from '../events.js';
import { namedIn } from './named-in.js';

/**
 * Under which further streams an event belongs: those of people and invites that it names, but for its
 * own stream and its actor's, which the log itself is indexed by.
 */
function subjectsOf({ stream, actor, data }: RecordedEvent): readonly string[] {
  const { users, invites } = namedIn(data);
  const named = [
    ...users.filter((id) => id !== actor).map((id) => `user-${id}`),
    ...invites.map((code) => `invite-${code}`),
  ];
  return [...new Set(named)].filter((subject) => subject !== stream);
}

const inserts = (event: RecordedEvent): readonly Statement[] =>
  subjectsOf(event).map((subject) =>
    sql('INSERT INTO {event_subjects} (subject, position) VALUES (?, ?)', subject, event.position),
  );

/** The joins, most of the log, have an index of their own: `joins`. */
const types = [...EVENT_REGISTRY.keys()].filter((type) => type !== 'MemberJoined');

/** Which events are about whom and about which invite, where stream and actor do not say so. */
export const eventSubjectsProjection: Projection = {
  name: 'event-subjects',
  version: 1,
  tables: ['event_subjects'],
  schema: [
    `CREATE TABLE {event_subjects} (
       subject TEXT NOT NULL,
       position BIGINT NOT NULL,
       PRIMARY KEY (subject, position)
     )`,
  ],
  handlers: Object.fromEntries(types.map((type) => [type, inserts])),
};
