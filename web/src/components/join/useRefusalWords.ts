import { Problem, type InvitePreview } from '@gatehouse/sdk';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { useNow } from '../../stores/clock.js';
import { joinProblem } from '../../stores/join-problem.js';
import { usePage } from './page.js';
import { useIsAwake } from '../../hooks/useIsAwake.js';

/** Often enough for what is said in minutes. */
const EVERY_MS = 20_000;

interface RefusalWords {
  readonly title: string;
  /** What to do; nobody who is banned is told to do anything. */
  readonly advice: string | undefined;
}

/** The sentence for what is the matter, and the next step. */
export function useRefusalWords(error: unknown, preview: InvitePreview | undefined): RefusalWords {
  const { t } = useTranslation('join');
  const formats = useFormats();
  const { boot } = usePage();
  const isAwake = useIsAwake();
  const time = useNow(EVERY_MS);
  const now = isAwake ? time : boot.at;
  const problem = joinProblem(error);
  const { expires_at, max_uses } = error instanceof Problem ? error.more : {};
  const name = preview?.server_name ?? '';
  switch (problem) {
    case 'INVITE_EXPIRED': {
      const advice = t('askForANewOne');
      if (expires_at === undefined) return { title: t('problem.INVITE_EXPIRED.title'), advice };
      const ago = formats.relative(Math.min(Date.parse(expires_at), now), now);
      return { title: t('problem.INVITE_EXPIRED.titleSince', { ago }), advice };
    }
    case 'INVITE_EXHAUSTED': {
      const advice = t('askForANewOne');
      if (max_uses === undefined) return { title: t('problem.INVITE_EXHAUSTED.title'), advice };
      return { title: t('problem.INVITE_EXHAUSTED.titleOf', { count: max_uses }), advice };
    }
    case 'INVITE_REVOKED':
      return { title: t('problem.INVITE_REVOKED.title'), advice: t('askForANewOne') };
    case 'MEMBER_BANNED':
      return { title: t('problem.MEMBER_BANNED.title', { name }), advice: undefined };
    default: {
      const title = t(`problem.${problem}.title`, { name });
      return { title, advice: t(`problem.${problem}.advice`) };
    }
  }
}
