import { runWorkers } from '../src/worker';

/** Money: acts on notifications, follows payments to their end, ends orders that ran out. */
runWorkers(['notifications', 'payments']);
