import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import type { Role } from '@gatehouse/sdk';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SortableRole } from './SortableRole.js';

interface Props {
  /** The highest first. */
  readonly roles: readonly Role[];
  readonly onMove: (from: number, to: number) => void;
}

/** Roles that are put in order by mouse, finger or keyboard, or by the arrows beside each. */
export function SortableRoles({ roles, onMove }: Props): ReactNode {
  const { t } = useTranslation('roles');
  const sensors = useSensors(
    useSensor(PointerSensor),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const placeOf = (id: string | number): number => roles.findIndex((role) => role.id === id);
  const words = (id: string | number) => ({ name: roles[placeOf(id)]?.name ?? '' });
  const hasMoved = useRef(false);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      hasMoved.current = false;
      return t('drag.start', words(active.id));
    },
    onDragOver: ({ active, over }) => {
      // Where it is picked up it is at once over itself: that is no news.
      if (!over || (over.id === active.id && !hasMoved.current)) return undefined;
      hasMoved.current = true;
      return t('drag.over', { ...words(active.id), place: placeOf(over.id) + 1 });
    },
    onDragEnd: ({ active }) => t('drag.end', words(active.id)),
    onDragCancel: ({ active }) => t('drag.cancel', words(active.id)),
  };
  const drop = ({ active, over }: DragEndEvent): void => {
    const [from, to] = [placeOf(active.id), over ? placeOf(over.id) : -1];
    if (from >= 0 && to >= 0 && from !== to) onMove(from, to);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('drag.instructions') },
        // A list holds nothing but its items.
        container: document.body,
      }}
    >
      <SortableContext items={roles.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        {roles.map((role, place) => (
          <SortableRole
            key={role.id}
            role={role}
            {...(place > 0 && { onUp: () => onMove(place, place - 1) })}
            {...(place < roles.length - 1 && { onDown: () => onMove(place, place + 1) })}
          />
        ))}
      </SortableContext>
    </DndContext>
  );
}
