import { say } from './progress.mjs';
import { startProgram } from './program.mjs';

const PROGRAM = 'lib/crowd-process.mjs';
/** Past this, the sockets may be what was measured, and not who sends to them. */
const BUSY = 0.95;

/** A process that holds sockets at gateways and counts what they hear. */
export async function startCrowds() {
  const program = await startProgram(PROGRAM, []);
  return {
    stop: program.stop,
    /** Connects all of them at once, behind a cursor; says how long that took, and how many messages they had missed. */
    resume: async (terms) => {
      const resumed = await program.ask({ task: 'resume', ...terms });
      if (resumed.busy > BUSY) say(`the sockets were busy ${Math.round(resumed.busy * 100)} %`);
      return resumed;
    },
    /** Connects a socket for each token; resolves when all of them are ready to hear events. */
    connect: async ({ protocol, port, path, tokens }) => {
      await program.ask({ task: 'connect', protocol, port, path, tokens });
      return {
        /** Resolves when each socket has heard exactly so many events since the last time. */
        hear: async (events) => {
          const heard = await program.ask({ task: 'hear', port, events });
          if (heard.busy > BUSY) say(`the sockets were busy ${Math.round(heard.busy * 100)} %`);
          return heard;
        },
      };
    },
  };
}
