// Loaded before the program: everything is as it is, but that a signal stops the tree over the log from growing, and
// the next one lets it go on.
import { TreeGrower } from '../../dist/src/transparency/tree-grower.js';

const { grow } = TreeGrower.prototype;
let grows = true;

process.on('SIGUSR2', () => (grows = !grows));

TreeGrower.prototype.grow = function () {
  return grows ? grow.call(this) : Promise.resolve();
};
