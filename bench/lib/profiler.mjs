// Loaded into a Gatehouse process before its main file: starts and stops the CPU profiler when told
// to. `node --cpu-prof` would record the start and everything that prepares a scenario as well.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const SAMPLE_MICROSECONDS = 200;

const session = new Session();
session.connect();

process.on('message', async ({ stop }) => {
  if (stop === undefined) {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await session.post('Profiler.start');
  } else {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(stop, JSON.stringify(profile));
  }
  process.send({ done: true });
});
// Listening must not keep the process from ending.
process.channel.unref();
