import { useElementSize } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrawnNode } from '../../stores/drawn-tree.js';
import { stepOf } from './tree-keys.js';
import { boundsOf, placesOf, stepFrom, surroundings } from './tree-layout.js';
import { TreeLinks } from './TreeLinks.js';
import { TreePlaces } from './TreePlaces.js';
import { TreeSelected } from './TreeSelected.js';
import { TreeTools, ZOOM_STEP } from './TreeTools.js';
import type { DrawnTree } from './useDrawnTree.js';
import { useKeptMiddle } from './useKeptMiddle.js';
import { useSeen } from './useSeen.js';
import { useTreeFocus } from './useTreeFocus.js';
import { useTreeZoom } from './useTreeZoom.js';
import classes from './TreePicture.module.css';

interface Props {
  readonly tree: DrawnTree;
  readonly root: DrawnNode;
  /** How often somebody was looked for: then the drawing moves to them, and so does the focus. */
  readonly searches: number;
}

/** Smaller than this, words cannot be read. */
const TINY = 0.4;

/** Who brought whom, drawn: moved by pointer, walked by arrow keys. */
export function TreePicture({ tree, root, searches }: Props): ReactNode {
  const { t } = useTranslation('members');
  const navigate = useNavigate();
  const places = useMemo(() => placesOf(root), [root]);
  const { ref, width, height } = useElementSize();
  const zoom = useTreeZoom();
  const { view, attach } = zoom;
  const box = useSeen(view, width, height);
  useKeptMiddle(zoom, width, height);
  const { selected, select, awaitAt, ...focus } = useTreeFocus({
    tree,
    places,
    zoom,
    searches,
    isReady: width > 0 && zoom.svg !== null,
  });
  const fit = (): void => zoom.fit(boundsOf(places));
  const act = (id: string, does: 'turn' | 'open'): void => {
    const place = places.get(id);
    if (!place) return;
    const { stay, rest, isOpen } = place.node;
    if (rest > 0) {
      awaitAt(place);
      tree.showMore(stay);
    } else if (does === 'turn') {
      if (stay.invited === 0) return;
      tree.turn(stay, !isOpen);
      if (!isOpen) zoom.reveal(surroundings(place));
    } else if (stay.pubkey !== null) {
      void navigate({ to: '/members/$pubkey', params: { pubkey: stay.pubkey } });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const here = places.get(selected);
    const does = stepOf(event);
    if (!here || does === undefined) return;
    event.preventDefault();
    const { rest, stay, isOpen } = here.node;
    if (does === 'in') zoom.by(ZOOM_STEP);
    else if (does === 'out') zoom.by(1 / ZOOM_STEP);
    else if (does === 'fit') fit();
    else if (does === 'turn' || does === 'open') act(selected, does);
    else if (does === 'child' && rest === 0 && !isOpen && stay.invited > 0) act(selected, 'turn');
    else select(stepFrom(places, selected, does), true);
  };
  const onClick = ({ target }: MouseEvent): void => {
    const place = (target as Element).closest<SVGGElement>('[data-id]');
    const id = place?.dataset.id;
    if (id === undefined) return;
    select(id, false);
    const isRest = (places.get(id)?.node.rest ?? 0) > 0;
    if (isRest || (target as Element).closest('[data-knob]')) act(id, 'turn');
  };
  const here = places.get(selected);
  return (
    <>
      <div className={classes.frame} ref={ref}>
        <svg
          ref={attach}
          className={classes.picture}
          width="100%"
          height="100%"
          role="tree"
          aria-label={t('tree.title')}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onClick={onClick}
          {...focus}
        >
          <g
            role="none"
            className={view.glides ? classes.glides : undefined}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.k})` }}
          >
            <TreeLinks places={places} box={box} selected={selected} />
            <TreePlaces
              places={places}
              box={box}
              selected={selected}
              loading={tree.loading}
              isTiny={view.k < TINY}
            />
          </g>
        </svg>
        <TreeTools onZoom={zoom.by} onFit={fit} />
      </div>
      {here && <TreeSelected node={here.node} onTurn={() => act(selected, 'turn')} />}
    </>
  );
}
