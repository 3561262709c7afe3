import { load } from './load.js';

load('main.cjs');
