import { EventLog1796000000000 } from './1796000000000-event-log.js';
import { SeveralProcesses1796100000000 } from './1796100000000-several-processes.js';
import { AuditIndexes1796200000000 } from './1796200000000-audit-indexes.js';
import { SigningKey1796210000000 } from './1796210000000-signing-key.js';
import { RefusedJoins1796220000000 } from './1796220000000-refused-joins.js';
import { KeysAfterErasure1796240000000 } from './1796240000000-keys-after-erasure.js';
import { ChallengesByExpiry1796250000000 } from './1796250000000-challenges-by-expiry.js';
import { LogTree1796260000000 } from './1796260000000-log-tree.js';
import { Witnesses1796270000000 } from './1796270000000-witnesses.js';
import { SessionOrigins1796280000000 } from './1796280000000-session-origins.js';
import { CommunitySecret1796290000000 } from './1796290000000-community-secret.js';
import { SealedAnswers1796300000000 } from './1796300000000-sealed-answers.js';

/** All migrations, oldest first. Never change one that was released: add another. */
export const MIGRATIONS = [
  EventLog1796000000000,
  SeveralProcesses1796100000000,
  AuditIndexes1796200000000,
  SigningKey1796210000000,
  RefusedJoins1796220000000,
  KeysAfterErasure1796240000000,
  ChallengesByExpiry1796250000000,
  LogTree1796260000000,
  Witnesses1796270000000,
  SessionOrigins1796280000000,
  CommunitySecret1796290000000,
  SealedAnswers1796300000000,
];
