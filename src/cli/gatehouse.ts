import { run } from './run.js';

// Whoever reads our output may have had enough of it (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void run(process.argv.slice(2)).then((code) => (process.exitCode = code));
