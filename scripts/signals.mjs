import { constants } from 'node:os';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Gives `pass` every signal that would end this process, until what is answered is called: a child is to end first. */
export function passOnSignals(pass) {
  for (const signal of ENDING) process.on(signal, pass);
  return () => {
    for (const signal of ENDING) process.off(signal, pass);
  };
}

/** The exit status as shells tell it: of what a signal has ended, 128 and the number of the signal. */
export function statusOf(code, signal) {
  return code ?? 128 + constants.signals[signal];
}
