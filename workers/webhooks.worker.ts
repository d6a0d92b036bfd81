import { compose } from '../src/compose';
import { loadConfig } from '../src/config/config';
import { readEnvironment } from '../src/config/environment';
import { runWorkers } from '../src/queue/worker-process';

/** Tells services what happened; a slow receiver holds up nothing else here. */
runWorkers(() => compose(loadConfig(readEnvironment())), ['webhooks']);
