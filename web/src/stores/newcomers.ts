import type { Member } from '@gatehouse/sdk';
import { create } from 'zustand';

type Newcomer = Pick<Member, 'user_id' | 'joined_at'>;

interface Newcomers {
  /** Who came while the list of all members was not fetched to its end, where they stand. */
  readonly people: readonly Newcomer[];
}

export const useNewcomers = create<Newcomers>(() => ({ people: [] }));

export function hearNewcomer({ user_id, joined_at }: Newcomer): void {
  useNewcomers.setState(({ people }) => ({
    people: [...people.filter((each) => each.user_id !== user_id), { user_id, joined_at }],
  }));
}

export function forgetNewcomer(userId: string): void {
  useNewcomers.setState(({ people }) =>
    people.some((each) => each.user_id === userId)
      ? { people: people.filter((each) => each.user_id !== userId) }
      : { people },
  );
}

export function forgetNewcomers(): void {
  useNewcomers.setState({ people: [] });
}
