import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react';

interface Props
  extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  readonly ref?: Ref<HTMLAnchorElement>;
}

function PlainLink(props: Props): ReactNode {
  return <Anchor {...props} />;
}

/** A link to a page of the console; its parameters are typed. */
export const PageLink = createLink(PlainLink);
