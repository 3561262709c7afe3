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

/**
 * A component whose code is fetched when it is shown. Unlike what `lazy` makes it can be tried again: `ErrorBoundary`
 * does.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  let loading: Promise<ComponentType<Props>> | undefined;
  const forget = (): void => {
    loading = undefined;
  };
  return function Late(props: Props): ReactNode {
    loading ??= load().catch((cause: unknown) => {
      throw new PartMissing(forget, cause);
    });
    const Loaded = use(loading);
    return <Loaded {...props} />;
  };
}
