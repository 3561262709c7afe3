import type { Invite } from '@gatehouse/sdk';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/formats.js';
import type { Term } from '../stores/invite-changes.js';
import { usesIn, type Draft } from '../stores/invite-terms.js';

/** What a term of an invite is, in words. */
export function useTermText(): (invite: Invite, term: Term) => string {
  const { t } = useTranslation(['invites', 'common']);
  const formats = useFormats();
  return (invite, term) => {
    switch (term) {
      case 'label':
        return invite.label ?? t('noLabel');
      case 'max_uses':
        return invite.max_uses === 0 ? t('form.unlimited') : formats.number(invite.max_uses);
      case 'expires_at':
        return invite.expires_at === null ? t('common:never') : formats.dateTime(invite.expires_at);
      case 'status':
        return t(`status.${invite.status}`);
    }
  };
}

/** What somebody entered for a term, in words; an empty string for nothing. */
export function useEnteredText(): (draft: Draft, term: Term) => string {
  const { t } = useTranslation(['invites', 'common']);
  const formats = useFormats();
  return (draft, term) => {
    switch (term) {
      case 'label':
        return draft.label.trim();
      case 'max_uses': {
        const uses = usesIn(draft);
        if (uses === undefined) return draft.maxUses;
        return uses === 0 ? t('form.unlimited') : formats.number(uses);
      }
      case 'expires_at': {
        const { expiry, expiresAt } = draft;
        if (expiry === 'keep') return '';
        const date = Date.parse(expiresAt);
        if (expiry !== 'at' || Number.isNaN(date)) return t(`form.expiry.${expiry}`);
        return formats.dateTime(new Date(date).toISOString());
      }
      case 'status':
        return '';
    }
  };
}
