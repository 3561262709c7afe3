import { EventLog1796000000000 } from './1796000000000-event-log.js';
import { LogHead1796100000000 } from './1796100000000-log-head.js';

/** All migrations, oldest first. Never change one that was released: add another. */
export const MIGRATIONS = [EventLog1796000000000, LogHead1796100000000];
