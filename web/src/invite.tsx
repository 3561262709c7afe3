import i18next from 'i18next';
import { StrictMode, useEffect, type ReactNode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { chosenLanguage, showLanguage, startTexts } from './i18n/i18n.js';
import { chosenScheme, showScheme } from './components/join/color-scheme.js';
import { goOnWhenOnline, joinActions, recogniseMember } from './components/join/join.js';
import { compareClocks } from './stores/clock.js';
import { inviteBoot, useJoin } from './stores/join.js';
import { Boundary } from './components/join/Late.js';
import { JoinPage } from './components/join/JoinPage.js';
import { Page } from './components/join/page.js';

const page = { boot: inviteBoot, actions: joinActions };

function Live(): ReactNode {
  const state = useJoin();
  useEffect(() => {
    // The server has rendered the page in the language that the browser asks for first.
    if (i18next.language !== chosenLanguage()) void showLanguage(chosenLanguage());
    // Vite's own server says nothing of the invite.
    if (useJoin.getState().step === 'loading') void joinActions.tryAgain();
    goOnWhenOnline();
    void recogniseMember();
  }, []);
  return <JoinPage state={state} />;
}

/** So many milliseconds ago the page came: on a slow line long before its scripts. */
function sinceAnswer(): number {
  const [arrival] = performance.getEntriesByType('navigation');
  if (!(arrival instanceof PerformanceNavigationTiming)) return 0;
  return Math.max(0, performance.now() - arrival.responseStart);
}

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');

showScheme(chosenScheme());
// Before anything counts by it.
compareClocks(inviteBoot.at, Date.now() - sinceAnswer());
const { texts } = inviteBoot;
await startTexts(['common', 'join'], texts);
const app = (
  <StrictMode>
    <Page value={page}>
      <Boundary>
        <Live />
      </Boundary>
    </Page>
  </StrictMode>
);
if (texts) hydrateRoot(root, app);
else createRoot(root).render(app);
