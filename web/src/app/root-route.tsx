import { createRootRoute } from '@tanstack/react-router';
import { Gate } from '../shell/gate.js';
import { NotFound } from '../shell/not-found.js';
import { PageFailed } from '../ui/error-boundary.js';

/** What every page of the console stands in. */
export const rootRoute = createRootRoute({
  component: Gate,
  notFoundComponent: NotFound,
  errorComponent: ({ reset }) => <PageFailed onRetry={reset} />,
});
