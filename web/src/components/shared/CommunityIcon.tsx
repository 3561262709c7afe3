import { Avatar } from '@mantine/core';
import type { ReactNode } from 'react';
import { publicUrl } from '../../boot/boot.js';
import { colorOf, initialsOf } from './monogram.js';
import { ownIcon } from './own-icon.js';

interface Props {
  readonly name: string;
  readonly icon: string | null;
  readonly size?: number;
}

/** A community's icon if it is on this very site, else its initials. */
export function CommunityIcon({ name, icon, size = 40 }: Props): ReactNode {
  const own = ownIcon(icon, publicUrl);
  return (
    <Avatar
      src={own}
      alt=""
      size={size}
      radius="lg"
      color={`${colorOf(name)}.9`}
      variant="filled"
      aria-hidden="true"
    >
      {initialsOf(name)}
    </Avatar>
  );
}
