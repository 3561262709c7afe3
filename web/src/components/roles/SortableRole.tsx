import { useSortable } from '@dnd-kit/sortable';
import { ActionIcon } from '@mantine/core';
import type { Role } from '@gatehouse/sdk';
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RoleCard } from './RoleCard.js';

interface Props {
  readonly role: Role;
  readonly onUp?: () => void;
  readonly onDown?: () => void;
}

/** A role that can be moved. */
export function SortableRole({ role, onUp, onDown }: Props): ReactNode {
  const { t } = useTranslation('roles');
  const { name } = role;
  const sortable = useSortable({ id: role.id });
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform } = sortable;
  const style: CSSProperties = {
    transition: sortable.transition,
    ...(transform && { transform: `translate3d(0, ${transform.y}px, 0)` }),
    ...(sortable.isDragging && { position: 'relative', zIndex: 1 }),
  };
  return (
    <RoleCard
      role={role}
      cardRef={setNodeRef}
      style={style}
      handle={
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          ref={setActivatorNodeRef}
          style={{ cursor: 'grab', touchAction: 'none' }}
          {...attributes}
          {...listeners}
          aria-label={t('drag.handle', { name })}
          aria-roledescription={t('drag.role')}
        >
          <IconGripVertical size={20} aria-hidden />
        </ActionIcon>
      }
    >
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('up', { name })}
        // At its end it keeps the focus: with the attribute `disabled` it would let it fall.
        aria-disabled={!onUp}
        data-disabled={!onUp}
        onClick={onUp}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('down', { name })}
        aria-disabled={!onDown}
        data-disabled={!onDown}
        onClick={onDown}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
    </RoleCard>
  );
}
