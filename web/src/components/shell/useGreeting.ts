import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useServer } from '../../stores/community.js';
import { greeting } from '../../boot/greeting.js';
import { toast } from '../shared/toast.js';

/** Tells whoever was sent on by the page of a link why they are here. */
export function useGreeting(): void {
  const { t } = useTranslation('shell');
  const { name } = useServer();
  useEffect(() => {
    const said = greeting();
    if (said === 'already') toast(t('alreadyMember', { name }));
    if (said === 'noSuchInvite') toast(t('noSuchInvite', { name }));
  }, [name, t]);
}
