import '@mantine/notifications/styles.css';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askEarly, queryClient } from './stores/community.js';
import { router } from './routes.js';
import { allTexts } from './i18n/all-texts.js';
import { chosenLanguage, startTexts } from './i18n/i18n.js';
import type { Section } from './i18n/i18next.js';
import { followOtherTabs, startSession } from './stores/session.js';
import { AppFrame } from './components/shared/AppFrame.js';
import { ErrorBoundary } from './components/shared/ErrorBoundary.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');

/** What the frame around every page says. */
const FRAME: readonly Section[] = ['common', 'shell', 'problems', 'join', 'identity', 'people'];

followOtherTabs();
void startSession();
// What the first page is made of comes while its words do.
askEarly();
void router.load();
const texts = await allTexts(chosenLanguage()).catch(() => undefined);
// What did not come at once comes part by part, and is asked for again.
await startTexts(texts ? (Object.keys(texts.sections) as Section[]) : FRAME, texts);
createRoot(root).render(
  <StrictMode>
    <AppFrame>
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
          <Notifications position="bottom-right" />
        </ModalsProvider>
      </QueryClientProvider>
    </AppFrame>
  </StrictMode>,
);
