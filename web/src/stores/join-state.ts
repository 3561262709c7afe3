import { Problem, type InvitePreview } from '@gatehouse/sdk';
import type { InviteBoot } from '../boot/invite-boot.js';

/** They came in just now; they tried, and were in, or have its role for it; or they are known, and have not tried. */
export type HowIn = 'joined' | 'tried' | 'granted' | 'known';

/** How far somebody is with an invite. */
export type JoinState =
  | { readonly step: 'loading' }
  | {
      readonly step: 'invited';
      readonly preview: InvitePreview;
      readonly joining: boolean;
      /** A key is being opened, with which somebody will join. */
      readonly held?: boolean;
      /** Somebody has joined from this browser, and it has lost their key. */
      readonly isKeyLost?: boolean;
    }
  | {
      readonly step: 'in';
      readonly preview: InvitePreview;
      readonly how: HowIn;
      readonly displayName: string | null;
    }
  | {
      readonly step: 'refused';
      readonly error: unknown;
      /** What to show of the invite, if it was not the invite that was refused. */
      readonly preview: InvitePreview | undefined;
      /** Unix milliseconds, as the server counts them, before which there is no use in trying again. */
      readonly notBefore: number;
    };

export type Refused = JoinState & { readonly step: 'refused' };

/** What the page shows first, by what the server wrote into it. */
export function beginning({ preview, problem, retryAfter, at }: InviteBoot): JoinState {
  if (preview) return invitedBy(preview, at);
  if (!problem) return { step: 'loading' };
  const { code, status, detail, errors, request_id } = problem;
  const error = new Problem(code, status, detail, errors, retryAfter, request_id, problem);
  return refusedBy(error, at);
}

/** What there is to do with an invite that works. */
export function invitedBy(preview: InvitePreview, now: number): JoinState {
  // Without members it can be the owner's link, which works in every mode.
  if (preview.membership_mode !== 'closed' || preview.member_count === 0) {
    return { step: 'invited', preview, joining: false };
  }
  return refusedBy(new Problem('MEMBERSHIP_CLOSED', 403, 'Nobody can join.'), now, preview);
}

export function refusedBy(error: unknown, now: number, preview?: InvitePreview): JoinState {
  return { step: 'refused', error, preview, notBefore: now + waitAfter(error) * 1000 };
}

/**
 * Whether the server has said no to a join, and will not have done it. Of whoever came too often, or was not signed in,
 * it may have been an earlier try that it did.
 */
export function isRefusal(error: unknown): boolean {
  return error instanceof Problem && error.status < 500 && ![401, 429].includes(error.status);
}

/** Of "too often" from something on the way that does not say how long: the server counts by the minute. */
const MINUTE_SECONDS = 60;
/** Whatever something on the way says: nobody is to ask every second, nor never again. */
const LEAST_SECONDS = 5;
const MOST_SECONDS = 3600;

function waitAfter(error: unknown): number {
  if (!(error instanceof Problem)) return 0;
  if (error.code !== 'RATE_LIMITED') return Math.min(error.retryAfter ?? 0, MOST_SECONDS);
  const asked = error.retryAfter ?? MINUTE_SECONDS;
  return Math.min(Math.max(asked, LEAST_SECONDS), MOST_SECONDS);
}
