import { useState } from 'react';

/**
 * State that begins anew when what it is of is another, as a `key` would have it; but the elements stay,
 * and so does the focus of whoever is in one of them.
 */
export function useStateOf<State>(
  key: string,
  begin: () => State,
): readonly [State, (change: (state: State) => State) => void] {
  const [held, setHeld] = useState(() => ({ key, state: begin() }));
  let current = held;
  if (held.key !== key) {
    current = { key, state: begin() };
    setHeld(current);
  }
  const change = (make: (state: State) => State): void =>
    setHeld((now) => ({ ...now, state: make(now.state) }));
  return [current.state, change];
}
