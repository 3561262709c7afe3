import {
  IconAlertTriangle,
  IconClockPause,
  IconHourglassEmpty,
  IconLinkOff,
  IconLock,
  IconWifiOff,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JoinProblem } from '../../stores/join-problem.js';

const ICONS: Readonly<Record<JoinProblem, Icon>> = {
  INVITE_EXPIRED: IconHourglassEmpty,
  RATE_LIMITED: IconHourglassEmpty,
  INVITE_PAUSED: IconClockPause,
  INVITE_EXHAUSTED: IconLinkOff,
  INVITE_REVOKED: IconLinkOff,
  INVITE_NOT_FOUND: IconLinkOff,
  INVITER_GONE: IconLinkOff,
  ROLE_HIERARCHY: IconLinkOff,
  MEMBER_BANNED: IconLock,
  MEMBERSHIP_CLOSED: IconLock,
  NOT_ALLOWLISTED: IconLock,
  unreachable: IconWifiOff,
  STORAGE_UNAVAILABLE: IconAlertTriangle,
  OUTCOME_UNKNOWN: IconAlertTriangle,
  INTERNAL_ERROR: IconAlertTriangle,
  CHALLENGE_FAILED: IconAlertTriangle,
  storageBlocked: IconAlertTriangle,
  unexpected: IconAlertTriangle,
};

export function RefusalIcon({ problem }: { readonly problem: JoinProblem }): ReactNode {
  const Shown = ICONS[problem];
  return <Shown size={56} stroke={1.5} aria-hidden />;
}
