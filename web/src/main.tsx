import '@mantine/notifications/styles.css';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './stores/community.js';
import { router } from './routes.js';
import { startTexts } from './i18n/i18n.js';
import { followOtherTabs, startSession } from './stores/session.js';
import { AppFrame } from './components/shared/AppFrame.js';
import { ErrorBoundary } from './components/shared/ErrorBoundary.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');

followOtherTabs();
void startSession();
// What many pages share comes first: a part that has to wait for its words would hide the page around it.
await startTexts(['common', 'shell', 'problems', 'join', 'identity', 'people']);
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
