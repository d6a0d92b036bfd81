import { QUEUES } from '../src/queue/job';
import { runWorkers } from '../src/worker';

/** One process for every queue: enough for a city, and for a laptop. */
runWorkers(QUEUES);
