import { runWorkers } from '../src/worker';

/** Tells services what happened; a slow receiver holds up nothing else here. */
runWorkers(['webhooks']);
