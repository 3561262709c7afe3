import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.js';
import { useNameOf } from '../shared/Person.js';
import { isWithin, type Box, type Place, type Places } from './tree-layout.js';
import { TreePlace } from './TreePlace.js';

interface Props {
  readonly places: Places;
  /** What can be seen; whoever stands elsewhere is not drawn. */
  readonly box: Box;
  readonly selected: string;
  readonly loading: ReadonlySet<number>;
  readonly isTiny: boolean;
}

/** Those in the drawing who can be seen, and whoever is selected: they may have the focus. */
export const TreePlaces = memo(function TreePlaces(props: Props): ReactNode {
  const { places, box, selected, loading, isTiny } = props;
  const wordsOf = useWords();
  return [...places.values()]
    .filter((place) => place.node.id === selected || isWithin(place, box))
    .map((place) => {
      const { id, stay } = place.node;
      return (
        <TreePlace
          key={id}
          place={place}
          {...wordsOf(place)}
          isSelected={id === selected}
          isLoading={loading.has(stay.position)}
          isTiny={isTiny}
        />
      );
    });
});

interface Words {
  readonly name: string;
  readonly note: string;
  readonly label: string;
}

function useWords(): (place: Place) => Words {
  const { t } = useTranslation('members');
  const nameOf = useNameOf();
  const formats = useFormats();
  return ({ node: { stay, rest } }) => {
    const name = nameOf(stay);
    if (rest > 0) {
      const label = t('tree.restOf', { count: rest, name });
      return { name: t('tree.rest', { count: rest }), note: '', label };
    }
    const { invited, left_as: left } = stay;
    const note = [
      ...(invited > 0 ? [t('tree.brought', { count: invited })] : []),
      ...(left === null ? [] : [t(`tree.${left}`)]),
    ].join(' · ');
    // What is said begins with what is seen.
    const label = [name, note, formats.date(stay.joined_at)].filter((part) => part !== '');
    return { name, note, label: label.join(', ') };
  };
}
