import { runSeeds } from './run-seeds.ts';

runSeeds(4, 4);
