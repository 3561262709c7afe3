import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startTexts } from './i18n/i18n.js';
import { JoinPage } from './join/join-page.js';
import { AppFrame } from './theme/app-frame.js';
import { ErrorBoundary } from './ui/error-boundary.js';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root.');

await startTexts(['common', 'join', 'problems']);
createRoot(root).render(
  <StrictMode>
    <AppFrame>
      <ErrorBoundary>
        <JoinPage />
      </ErrorBoundary>
    </AppFrame>
  </StrictMode>,
);
