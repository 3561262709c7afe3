/**
 * Those who hear of what is committed. Should one of them throw, the commit is done all the same, and whoever asked for
 * it is answered so: it must not look as if nothing had been written. What is thrown ends the process, as anything does
 * that nobody expected: what it remembers of the log is no longer to be relied upon.
 */
export class Listeners<Heard extends readonly unknown[]> {
  private readonly all: ((...heard: Heard) => void)[] = [];

  add(listener: (...heard: Heard) => void): void {
    this.all.push(listener);
  }

  tell(...heard: Heard): void {
    for (const listener of this.all) {
      try {
        listener(...heard);
      } catch (error) {
        setImmediate(() => {
          throw error;
        });
      }
    }
  }
}
