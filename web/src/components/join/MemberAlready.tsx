import type { InvitePreview } from '@gatehouse/sdk';
import { IconKey } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStepFocus } from '../../hooks/useStepFocus.js';
import { cutTo } from '../../hooks/cut-to.js';
import { fieldMessages, problemText } from '../shared/problem-text.js';
import { CommunityIcon } from './CommunityHead.js';
import classes from './JoinPage.module.css';
import type { HowIn } from '../../stores/join-state.js';
import { usePage } from './page.js';
import { Button } from './ui/Button.js';
import { Notice } from './ui/Notice.js';
import { TextField } from './ui/TextField.js';

interface Props {
  readonly preview: InvitePreview;
  readonly how: HowIn;
  readonly displayName: string | null;
}

const MAX_NAME = 64;
const TEXTS = {
  joined: 'joinedText',
  tried: 'alreadyText',
  granted: 'grantedText',
  known: 'alreadyText',
} as const;

/** Who is in, and where they go on. */
export function MemberAlready({ preview, how, displayName }: Props): ReactNode {
  const { t } = useTranslation('join');
  const { actions } = usePage();
  const { server_name: name, server_icon: icon, grants } = preview;
  const title = t(how === 'joined' ? 'joinedTitle' : 'alreadyTitle');
  const heading = useStepFocus(how);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <>
      <div className={classes.head}>
        <CommunityIcon name={name} icon={icon} />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p className={classes.dim}>{t(TEXTS[how], { name, role: grants?.role_name })}</p>
      </div>
      <GoOn name={name} how={how} asksName={how === 'joined' && displayName === null} />
      {how === 'known' && grants !== null && (
        <Button onClick={() => void actions.join(preview)}>{t('useAnyway')}</Button>
      )}
    </>
  );
}

interface GoOnProps {
  readonly name: string;
  readonly how: HowIn;
  readonly asksName: boolean;
}

function GoOn({ name, how, asksName }: GoOnProps): ReactNode {
  const { t } = useTranslation('join');
  const { t: problem } = useTranslation('problems');
  const { actions } = usePage();
  const [called, setCalled] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  /** The name that was typed goes along, wherever they go. */
  const goOn = async (path: string): Promise<void> => {
    setBusy(true);
    try {
      if (called.trim() !== '') await actions.giveName(called.trim());
      actions.goTo(path);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void goOn('/');
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {how === 'joined' && (
        <Notice icon={<IconKey aria-hidden />}>
          <p>{t('saveKey')}</p>
          <button type="button" className={classes.inNotice} onClick={() => void goOn('/account')}>
            {t('saveKeyNow')}
          </button>
        </Notice>
      )}
      {asksName && (
        <TextField
          label={t('nameLabel')}
          hint={t('nameHint')}
          value={called}
          onText={(text) => setCalled(cutTo(MAX_NAME, text))}
          error={fieldMessages(failure, problem).display_name}
          autoComplete="nickname"
        />
      )}
      {failure !== undefined && <Failure error={failure} />}
      <Button type="submit" isPrimary isBusy={isBusy}>
        {t('continueToCommunity', { name })}
      </Button>
    </form>
  );
}

/** What went wrong, in words, and what to do. */
export function Failure({ error }: { readonly error: unknown }): ReactNode {
  const { t } = useTranslation('problems');
  const { title, advice } = problemText(error, t);
  return (
    <Notice role="alert" title={title}>
      <p>{advice}</p>
    </Notice>
  );
}
