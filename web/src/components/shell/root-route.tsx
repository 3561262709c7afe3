import { createRootRoute } from '@tanstack/react-router';
import { Gate } from './Gate.js';
import { NotFound } from './NotFound.js';
import { PageFailed } from '../shared/ErrorBoundary.js';

/** What every page of the console stands in. */
export const rootRoute = createRootRoute({
  component: Gate,
  notFoundComponent: NotFound,
  errorComponent: ({ reset }) => <PageFailed onRetry={reset} />,
});
