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
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { ActionIcon, Group, Paper, Text } from '@mantine/core';
import { permissionsIn, type Role } from '@gatehouse/sdk';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconLock } from '@tabler/icons-react';
import { useRef, type CSSProperties, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLink } from '../shared/PageLink.js';
import { RoleDot } from '../shared/RoleBadge.js';

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

interface SortableProps {
  readonly role: Role;
  readonly onUp?: () => void;
  readonly onDown?: () => void;
}

function SortableRole({ role, onUp, onDown }: SortableProps): ReactNode {
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
        disabled={!onUp}
        onClick={onUp}
      >
        <IconArrowUp size={18} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('down', { name })}
        disabled={!onDown}
        onClick={onDown}
      >
        <IconArrowDown size={18} aria-hidden />
      </ActionIcon>
    </RoleCard>
  );
}

/** A role that stays where it is. */
export function FixedRole({ role }: { readonly role: Role }): ReactNode {
  return (
    <RoleCard
      role={role}
      handle={
        <Group w={34} justify="center">
          <IconLock size={18} aria-hidden color="var(--mantine-color-dimmed)" />
        </Group>
      }
    />
  );
}

interface CardProps {
  readonly role: Role;
  readonly handle: ReactNode;
  readonly children?: ReactNode;
  readonly cardRef?: Ref<HTMLLIElement>;
  readonly style?: CSSProperties;
}

function RoleCard({ role, handle, children, cardRef, style }: CardProps): ReactNode {
  const { t } = useTranslation(['roles', 'people']);
  const held = permissionsIn(role.permissions);
  const isAdmin = held.includes('administrator');
  return (
    <Paper withBorder p="sm" component="li" {...(cardRef && { ref: cardRef })} style={style ?? {}}>
      <Group wrap="nowrap" gap="sm">
        {handle}
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={6} wrap="nowrap">
            {role.color !== null && <RoleDot color={role.color} />}
            <PageLink to="/roles/$id" params={{ id: role.id }} fw={600}>
              <bdi>{role.name}</bdi>
            </PageLink>
          </Group>
          <Text size="sm" c="dimmed">
            {isAdmin
              ? t('people:permission.administrator.name')
              : t('permissionCount', { count: held.length })}
            {role.id === 'everyone' && ` · ${t('everyone')}`}
          </Text>
        </div>
        {children}
      </Group>
    </Paper>
  );
}
