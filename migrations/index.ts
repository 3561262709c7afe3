import { EventLog1796000000000 } from './1796000000000-event-log.js';
import { SeveralProcesses1796100000000 } from './1796100000000-several-processes.js';

/** All migrations, oldest first. Never change one that was released: add another. */
export const MIGRATIONS = [EventLog1796000000000, SeveralProcesses1796100000000];
