import { create } from 'zustand';

/** Who left, or was put out, since the page was opened: what was fetched before may hold them yet. */
export const useDeparted = create<{ readonly people: ReadonlySet<string> }>(() => ({
  people: new Set(),
}));

export function noteDeparture(userId: string): void {
  useDeparted.setState(({ people }) => ({ people: new Set(people).add(userId) }));
}

export function noteReturn(userId: string): void {
  useDeparted.setState(({ people }) =>
    people.has(userId) ? { people: new Set([...people].filter((each) => each !== userId)) } : {},
  );
}
