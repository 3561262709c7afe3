import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useInviteLink } from '../../hooks/useInviteLink.js';
import classes from './JoinPage.module.css';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';
import { TextField } from './ui/TextField.js';

/** Takes any invite link. One of this community is opened; one of another is shown as what it is. */
export function PasteLink(): ReactNode {
  const { t } = useTranslation('join');
  const { boot, actions } = usePage();
  const link = useInviteLink([boot.url], (code) => actions.goTo(`/invite/${code}`));
  const { text, setText, target } = link;
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    link.open();
  };
  return (
    <form className={classes.form} onSubmit={open} noValidate>
      <TextField
        label={t('field.label')}
        placeholder={t('field.placeholder')}
        value={text}
        onText={setText}
        error={target?.kind === 'none' ? t('field.none') : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="url"
        maxLength={2048}
      />
      {target?.kind === 'elsewhere' ? (
        <Notice role="status">
          <p>{t('field.elsewhere', { host: target.host })}</p>
          <a href={target.url} rel="noreferrer">
            {t('field.goThere', { host: target.host })}
          </a>
        </Notice>
      ) : (
        <Button type="submit">{t('field.open')}</Button>
      )}
    </form>
  );
}
