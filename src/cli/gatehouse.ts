import { run } from './run.js';

// Whoever reads our output may have had enough of it (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`gatehouse: The output cannot be written: ${error.message}.\n`);
  process.exit(1);
});
// Whoever reads how far it is may have had enough of that: the work goes on, and is cleaned up after.
process.stderr.on('error', () => undefined);

void run(process.argv.slice(2)).then((code) => (process.exitCode = code));
