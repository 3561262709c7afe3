import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** What revokes an invite besides people: the server says so by a code in place of a reason. */
const CAUSES = [
  'role_deleted',
  'creator_kicked',
  'creator_banned',
  'creator_left',
  'creator_erased',
  'owner_appointed',
] as const;

/** Why an invite was revoked: in the words of who did it, or in ours. */
export function RevokeReason({ reason }: { readonly reason: string }): ReactNode {
  const { t } = useTranslation('invites');
  const cause = CAUSES.find((each) => each === reason);
  return cause === undefined ? <bdi>{reason}</bdi> : t(`cause.${cause}`);
}
