import type { ReactNode } from 'react';
import { EmptyState, type Emptiness } from './EmptyState.js';
import { usePageHeading } from './PageTitle.js';

/** What stands in place of a page that is not there, or not for whoever looks. */
export function EmptyPage(props: Emptiness): ReactNode {
  const heading = usePageHeading(props.title);
  return <EmptyState {...props} heading={heading} />;
}
