import '@mantine/notifications/styles.css';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/queries.js';
import { router } from './app/router.js';
import { startTexts } from './i18n/i18n.js';
import { startSession } from './session/session.js';
import { AppFrame } from './theme/app-frame.js';
import { ErrorBoundary } from './ui/error-boundary.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');

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
