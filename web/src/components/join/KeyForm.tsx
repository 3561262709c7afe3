import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeyImport } from '../../hooks/useKeyImport.js';
import classes from './JoinPage.module.css';
import { holdJoin, takeKey } from './join-late.js';
import { Failure } from './MemberAlready.js';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';
import { TextField } from './ui/TextField.js';

/** Brings back a key from its file; who is in by it goes on, and who is not can join as themselves. */
export function KeyForm(): ReactNode {
  const { t } = useTranslation('identity');
  const { actions } = usePage();
  const [replaces, setReplaces] = useState(false);
  const [isTaken, setTaken] = useState(false);
  useEffect(() => {
    actions.ownKey().then(
      (own) => setReplaces(own !== undefined),
      () => setReplaces(false),
    );
  }, [actions]);
  /** What there is to do, or that it is done. */
  const first = useRef<HTMLInputElement & HTMLDivElement>(null);
  useEffect(() => first.current?.focus(), [isTaken]);
  const key = useKeyImport(async (seed) => {
    await takeKey(seed);
    setTaken(true);
  });
  const { refusal, progress } = key;
  if (isTaken) {
    return (
      <div ref={first} tabIndex={-1}>
        <Notice>
          <p>{t('isHere')}</p>
        </Notice>
      </div>
    );
  }
  const use = (event: SubmitEvent): void => {
    event.preventDefault();
    const letGo = holdJoin();
    if (letGo) void key.use().finally(letGo);
  };
  return (
    <form className={`${classes.card} ${classes.form}`} onSubmit={use}>
      {replaces && (
        <Notice role="status">
          <p>{t('importReplaces')}</p>
        </Notice>
      )}
      <TextField
        ref={first}
        type="file"
        label={t('chooseFile')}
        hint={t('chooseFileHint')}
        accept=".json,application/json"
        onFile={(file) => void key.choose(file ?? null)}
        error={refusal && refusal !== 'wrong_passphrase' ? t(`refused.${refusal}`) : undefined}
      />
      {key.otherCommunity !== undefined && (
        <Notice role="status">
          <p>{t('otherCommunity', { community: key.otherCommunity })}</p>
        </Notice>
      )}
      <TextField
        type="password"
        label={t('passphrase')}
        value={key.passphrase}
        onText={key.setPassphrase}
        error={refusal === 'wrong_passphrase' ? t('refused.wrong_passphrase') : undefined}
        autoComplete="current-password"
      />
      {key.failure !== undefined && <Failure error={key.failure} />}
      {progress !== undefined && (
        <progress className={classes.progress} aria-label={t('opening')} value={progress} />
      )}
      <Button type="submit" isDisabled={!key.isReady} isBusy={progress !== undefined}>
        {t('importButton')}
      </Button>
    </form>
  );
}
