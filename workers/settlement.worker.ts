import { compose } from '../src/compose';
import { loadConfig } from '../src/config/config';
import { readEnvironment } from '../src/config/environment';
import { runWorkers } from '../src/queue/worker-process';

/** Money: acts on notifications, follows payments to their end, ends orders that ran out, reports paid fines. */
runWorkers(() => compose(loadConfig(readEnvironment())), ['notifications', 'payments', 'register']);
