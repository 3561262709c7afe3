/** Small things that a browser remembers, if it lets us; without them everything works as well. */
export interface Memory {
  read(name: string): string | null;
  write(name: string, value: string | null): void;
}

function memory(storage: () => Storage): Memory {
  return {
    read: (name) => {
      try {
        return storage().getItem(name);
      } catch {
        return null;
      }
    },
    write: (name, value) => {
      try {
        if (value === null) storage().removeItem(name);
        else storage().setItem(name, value);
      } catch {
        // It is not kept: that costs a second sign-in, or a second choice of language.
      }
    },
  };
}

/** In this browser, until somebody clears it. */
export const remembered = memory(() => window.localStorage);

/** In this tab, until it is closed. */
export const inThisTab = memory(() => window.sessionStorage);
