import { secondsAfter, type Clock, type Instant } from '../../platform/clock.js';

const SECONDS_OF_MINUTE = 60;

/** A clock that stands where it was put. */
export class SetClock implements Clock {
  constructor(private instant: Instant) {}

  now(): Instant {
    return this.instant;
  }

  set(instant: Instant): void {
    this.instant = instant;
  }
}

type Deed = () => Promise<unknown>;

/** What is going to happen, by the minute after the beginning; each deed may add more of the later. */
export class Agenda {
  private readonly deeds: { readonly minute: number; readonly deed: Deed }[] = [];

  constructor(
    private readonly begins: Instant,
    private readonly clock: SetClock,
  ) {}

  at(minute: number, deed: Deed): void {
    // Behind what was put to the same minute before it.
    const index = this.deeds.findIndex((later) => later.minute > minute);
    this.deeds.splice(index < 0 ? this.deeds.length : index, 0, { minute, deed });
  }

  /** Lets everything happen in its order, each at its time. */
  async play(progress: (minute: number) => void): Promise<void> {
    for (let next = this.deeds.shift(); next; next = this.deeds.shift()) {
      this.clock.set(secondsAfter(this.begins, Math.round(next.minute * SECONDS_OF_MINUTE)));
      progress(next.minute);
      await next.deed();
    }
  }
}
