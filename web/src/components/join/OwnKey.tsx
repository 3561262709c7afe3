import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './JoinPage.module.css';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';

/** For whoever has to be put on the list. */
export function OwnKey(): ReactNode {
  const { t } = useTranslation(['join', 'common']);
  const { actions } = usePage();
  const [pubkey, setPubkey] = useState<string>();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>();
  useEffect(() => {
    actions.ownKey().then(setPubkey, () => setPubkey(undefined));
  }, [actions]);
  if (pubkey === undefined) return null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(pubkey);
      setOutcome('copied');
    } catch {
      // Browsers let pages copy only over TLS.
      setOutcome('copyFailed');
    }
  };
  return (
    <div className={classes.form}>
      <strong>{t('yourKey')}</strong>
      <pre className={classes.key}>{pubkey}</pre>
      <Button onClick={() => void copy()}>
        {outcome === 'copied' ? t('common:copied') : t('common:copy')}
      </Button>
      <span className={outcome === 'copyFailed' ? undefined : 'visually-hidden'} role="status">
        {outcome && t(`common:${outcome}`)}
      </span>
    </div>
  );
}
