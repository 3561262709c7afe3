import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

interface Props
  extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  readonly ref?: Ref<HTMLAnchorElement>;
}

function PlainAnchor(props: Props): ReactNode {
  return <Anchor {...props} />;
}

/** A link to a page of the console, whose address and parameters are typed. */
export const LinkAnchor = createLink(PlainAnchor);
