import { compose } from '../src/compose';
import { loadConfig } from '../src/config/config';
import { readEnvironment } from '../src/config/environment';
import { runWorkers } from '../src/queue/worker-process';

/** One process for every queue: enough for a city, and for a laptop. */
runWorkers(() => compose(loadConfig(readEnvironment())));
