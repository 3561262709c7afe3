import { use, type ComponentType, type FunctionComponent, type ReactNode } from 'react';

/** The code of a part of the page did not come. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';

  /** @param forget lets the next try fetch it anew */
  constructor(
    readonly forget: () => void,
    cause: unknown,
  ) {
    super('A part of the page could not be fetched.', { cause });
  }
}

/** A component whose code comes later. */
export type Late<Props> = FunctionComponent<Props> & {
  /** Fetches it before it is shown; what goes wrong is said where it is shown. */
  readonly fetch: () => Promise<void>;
};

/**
 * A component whose code is fetched when it is shown. Unlike what `lazy` makes it can be tried again: `ErrorBoundary`
 * does. Code that is there is shown at once: what stands in for it, if only for a moment, would stay for a third of a
 * second.
 */
export function late<Props extends object>(load: () => Promise<ComponentType<Props>>): Late<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;
  let there: ComponentType<Props> | undefined;
  const forget = (): void => {
    loading = undefined;
  };
  const begin = async (): Promise<ComponentType<Props>> => {
    try {
      return (there = await load());
    } catch (cause) {
      throw new PartMissing(forget, cause);
    }
  };
  function Shown(props: Props): ReactNode {
    const Loaded = there ?? use((loading ??= begin()));
    return <Loaded {...props} />;
  }
  const fetch = async (): Promise<void> => {
    loading ??= begin();
    await loading.catch(forget);
  };
  return Object.assign(Shown, { fetch });
}
