import { compose } from '../src/compose';
import { loadConfig } from '../src/config/config';
import { readEnvironment } from '../src/config/environment';
import { runWorkers } from '../src/queue/worker-process';

/** Fetches statements and matches them. */
runWorkers(() => compose(loadConfig(readEnvironment())), ['reconciliation']);
