// The large community of the benchmarks, which is kept between runs, for a proof to work on:
//   node kept-community.mjs <events> <database file>
// Makes it where there is none yet; the last line of its output says whose it is.
import { keptCommunity } from '../bench/lib/kept-community.mjs';

const [events, file] = process.argv.slice(2);
const { copyTo, ...about } = await keptCommunity(Number(events));
copyTo(file);
console.log(`\n${JSON.stringify(about)}`);
