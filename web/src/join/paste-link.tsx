import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { parseInviteLink, type InviteTarget } from '../invite-link/parse-invite-link.js';
import classes from './join-page.module.css';
import { usePage } from './page.js';
import { Button } from './ui/button.js';
import { Notice } from './ui/notice.js';
import { TextField } from './ui/text-field.js';

/** Takes any invite link. One of this community is opened; one of another is shown as what it is. */
export function PasteLink(): ReactNode {
  const { t } = useTranslation('join');
  const { boot, actions } = usePage();
  const [text, setText] = useState('');
  const [target, setTarget] = useState<InviteTarget>();
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    const found = parseInviteLink(text, boot.url);
    if (found.kind === 'here') actions.goTo(`/invite/${found.code}`);
    else setTarget(found);
  };
  return (
    <form className={classes.form} onSubmit={open} noValidate>
      <TextField
        label={t('field.label')}
        placeholder={t('field.placeholder')}
        value={text}
        onText={(given) => {
          setText(given);
          setTarget(undefined);
        }}
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
