import './join-page.css';
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Appearance } from './Appearance.js';
import { AppLink } from './AppLink.js';
import { HaveKey } from './HaveKey.js';
import { Invitation } from './Invitation.js';
import { Late } from './Late.js';
import type { JoinState } from '../../stores/join-state.js';
import classes from './JoinPage.module.css';
import { ClockNotice, ReadOnlyNotice } from './Notices.js';
import { Refusal } from './Refusal.js';

/** Nobody is in when the page is opened: it comes with what lets them in. */
const MemberAlready = lazy(async () => ({
  default: (await import('./MemberAlready.js')).MemberAlready,
}));

/** The page behind every link: rendered by the server first, then by the browser. */
export function JoinPage({ state }: { readonly state: JoinState }): ReactNode {
  const { t } = useTranslation('join');
  const canOpen = state.step === 'invited' || state.step === 'in';
  return (
    <div className={classes.page}>
      <main className={classes.main}>
        <ReadOnlyNotice />
        <ClockNotice />
        <div className={classes.card}>
          <Step {...state} />
          <noscript>
            <p className={classes.dim}>{t('needsScripts')}</p>
          </noscript>
        </div>
        {canOpen && (
          <div className={classes.below}>
            {state.step === 'invited' && <HaveKey />}
            <AppLink />
          </div>
        )}
      </main>
      <footer className={classes.footer}>
        <Appearance />
      </footer>
    </div>
  );
}

function Step(state: JoinState): ReactNode {
  const { t } = useTranslation();
  switch (state.step) {
    case 'loading':
      return <p role="status">{t('loading')}</p>;
    case 'invited':
      return <Invitation {...state} />;
    case 'in':
      return (
        <Late>
          <MemberAlready {...state} />
        </Late>
      );
    case 'refused':
      return <Refusal {...state} />;
  }
}
