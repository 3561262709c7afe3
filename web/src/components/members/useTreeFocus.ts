import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
} from 'react';
import { heirOf, idOf } from '../../stores/drawn-tree.js';
import { boundsOf, boxOf, surroundings, type Place, type Places } from './tree-layout.js';
import type { DrawnTree } from './useDrawnTree.js';
import type { TreeZoom } from './useTreeZoom.js';

interface Asked {
  readonly tree: DrawnTree;
  readonly places: Places;
  readonly zoom: TreeZoom;
  readonly searches: number;
  /** The drawing has a size. */
  readonly isReady: boolean;
}

/** A place by its id, or by where it will be when it is there. */
type Chosen = string | Coming;

interface Coming {
  readonly parent: string | undefined;
  readonly index: number;
}

interface TreeFocus {
  readonly selected: string;
  readonly select: (id: string | undefined, isShown: boolean) => void;
  /** Selects whoever comes in the place of those who were not shown. */
  readonly awaitAt: (place: Place) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Who is selected, and that they keep the focus and their place on the screen, whatever opens around them. */
export function useTreeFocus({ tree, places, zoom, searches, isReady }: Asked): TreeFocus {
  const about = idOf(tree.focus ?? 0);
  const [chosen, setChosen] = useState<Chosen>(about);
  const [seen, setSeen] = useState({ about, searches });
  if (tree.isSettled && (seen.about !== about || seen.searches !== searches)) {
    setSeen({ about, searches });
    setChosen(about);
  }
  const top = [...places.keys()][0] ?? about;
  const selected = placeOf(chosen, places) ?? top;
  const hasFocus = useRef(false);
  const before = useRef<Place>(undefined);
  const isBegun = useRef(false);

  useLayoutEffect(() => {
    const [was, is] = [before.current, places.get(selected)];
    if (was && is && was.node.id === is.node.id) zoom.follow(was, is);
    before.current = is;
  });
  useEffect(() => {
    if (!hasFocus.current) return;
    const place = zoom.svg?.querySelector<SVGGElement>(`[data-id="${selected}"]`);
    if (place !== document.activeElement) place?.focus({ preventScroll: true });
  }, [zoom.svg, places, selected]);

  const goTo = useEffectEvent((): void => {
    const place = places.get(about);
    if (!place) return;
    if (!isBegun.current && zoom.isReadable(boundsOf(places))) zoom.fit(boundsOf(places));
    else {
      // With some of whom they brought, if these are shown.
      const { left, right } = place.node.isOpen ? surroundings(place) : boxOf(place);
      zoom.centre({ x: (left + right) / 2, y: place.y });
      zoom.reveal(boxOf(place));
    }
    isBegun.current = true;
    if (searches === 0) return;
    const element = zoom.svg?.querySelector<SVGGElement>(`[data-id="${about}"]`);
    element?.focus({ preventScroll: true });
  });
  const { isSettled } = tree;
  useEffect(() => {
    if (isReady && isSettled) goTo();
  }, [isReady, isSettled, about, searches]);

  return {
    selected,
    select: (id, isShown) => {
      const place = places.get(id ?? '');
      if (id === undefined || !place) return;
      setChosen(id);
      if (isShown) zoom.reveal(boxOf(place));
    },
    awaitAt: ({ parent, index }) => setChosen({ parent, index }),
    // What is taken out of the page while it has the focus does not say that it loses it.
    onFocus: () => {
      hasFocus.current = true;
    },
    onBlur: () => {
      hasFocus.current = false;
    },
  };
}

function placeOf(chosen: Chosen, places: Places): string | undefined {
  if (typeof chosen === 'string') {
    return [chosen, heirOf(chosen)].find((id) => places.has(id));
  }
  const { parent, index } = chosen;
  const at = [...places.values()].find((one) => one.parent === parent && one.index === index);
  return at?.node.id ?? parent;
}
