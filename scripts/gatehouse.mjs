// Builds what has changed, then runs the command line in this very process, so that signals reach it.
import { build } from './build.mjs';

build();
await import('../dist/bundle/gatehouse.js');
