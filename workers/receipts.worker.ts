import { compose } from '../src/compose';
import { loadConfig } from '../src/config/config';
import { readEnvironment } from '../src/config/environment';
import { runWorkers } from '../src/queue/worker-process';

/** Issues receipts; each series gives its numbers one after the other, and no money waits for that. */
runWorkers(() => compose(loadConfig(readEnvironment())), ['receipts']);
