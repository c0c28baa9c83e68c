import { runSeeds } from './run-seeds.ts';

runSeeds(2, 4);
