import { Group, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useServer } from '../../stores/community.js';

interface Props {
  readonly title: string;
  /** What one can do on this page. */
  readonly children?: ReactNode;
}

/** Takes whoever has ended something back to where the page begins: what they pressed is gone. */
export function focusTitle(): void {
  document.querySelector('h1')?.focus();
}

/** How many pages were opened in this tab. */
const arrivals = { count: 0 };

/**
 * For the heading of a page, which is also its tab's title. Whoever opens another page by keyboard or
 * screen reader is at its heading.
 */
export function usePageHeading(title: string): RefObject<HTMLHeadingElement | null> {
  const { name } = useServer();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The first page begins where every page of the web begins.
    if (arrivals.count > 0) heading.current?.focus();
    arrivals.count++;
  }, []);
  useEffect(() => {
    document.title = `${title} · ${name}`;
  }, [title, name]);
  return heading;
}

export function PageTitle({ title, children }: Props): ReactNode {
  const heading = usePageHeading(title);
  return (
    <Group justify="space-between" align="center" mb="md">
      <Title order={1} size="h2" tabIndex={-1} ref={heading}>
        {title}
      </Title>
      {children}
    </Group>
  );
}
