import { Problem, Unreachable } from '@gatehouse/sdk';
import type { TFunction } from 'i18next';
import { StorageBlocked } from '../../identity/storage-blocked.js';

/** What is the matter, and what to do about it. */
export interface ProblemText {
  readonly title: string;
  readonly advice: string;
}

/** The words for whatever went wrong, by its code. `t` is of the section `problems`. */
export function problemText(error: unknown, t: TFunction<'problems'>): ProblemText {
  if (error instanceof StorageBlocked) {
    return { title: t('storageBlocked.title'), advice: t('storageBlocked.advice') };
  }
  if (error instanceof Unreachable) {
    return { title: t('unreachable.title'), advice: t('unreachable.advice') };
  }
  if (error instanceof Problem) {
    const { code, retryAfter } = error;
    if (code === 'RATE_LIMITED') {
      return {
        title: t('RATE_LIMITED.title'),
        advice: t('waitSeconds', { count: retryAfter ?? 60 }),
      };
    }
    return { title: t(`${code}.title`), advice: t(`${code}.advice`) };
  }
  return { title: t('unexpected.title'), advice: t('unexpected.advice') };
}

/** What is said at a field of a form, if that is what was refused. */
export function fieldMessages(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(error.errors.map(({ field, message }) => [field, message]));
}
