const { stdout } = process;
const QUIET_MS = 2000;
let open = false;
let lastSaidAt = 0;

/** Tells what is being done: on a terminal in one line that changes. */
export function say(text) {
  if (stdout.isTTY) {
    stdout.write(`\r\x1b[2K  ${text}`);
    open = true;
  } else {
    stdout.write(`  ${text}\n`);
  }
}

/** Tells how far something is; may be called as often as one likes. */
export function sayProgress(text, done, of) {
  const now = Date.now();
  if (done < of && now - lastSaidAt < (stdout.isTTY ? 100 : QUIET_MS)) return;
  lastSaidAt = now;
  say(`${text}: ${done.toLocaleString('en')} of ${of.toLocaleString('en')}`);
}

/** Leaves the line that changes, so that what follows stands below it. */
export function finishLine() {
  if (open) stdout.write('\r\x1b[2K');
  open = false;
}
