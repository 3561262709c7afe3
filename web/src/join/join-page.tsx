import './join-page.css';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Appearance } from './appearance.js';
import { HaveKey } from './have-key.js';
import { Invitation } from './invitation.js';
import type { JoinState } from './join-state.js';
import classes from './join-page.module.css';
import { ClockNotice, ReadOnlyNotice } from './notices.js';
import { usePage } from './page.js';
import { Refusal } from './refusal.js';

/** Nobody is in when the page is opened: it comes with what lets them in. */
const MemberAlready = lazy(async () => ({
  default: (await import('./member-already.js')).MemberAlready,
}));

/** The page behind every link: rendered by the server first, then by the browser. */
export function JoinPage({ state }: { readonly state: JoinState }): ReactNode {
  const { t } = useTranslation('join');
  const { code, url } = usePage().boot;
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
            <p>
              <a href={`decentcom://${new URL(url).host}/invite/${code}`}>{t('openInApp')}</a>
              <br />
              {t('openInAppHint')}
            </p>
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
        <Suspense fallback={<p role="status">{t('loading')}</p>}>
          <MemberAlready {...state} />
        </Suspense>
      );
    case 'refused':
      return <Refusal {...state} />;
  }
}
