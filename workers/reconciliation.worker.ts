import { runWorkers } from '../src/worker';

/** Fetches statements and matches them. */
runWorkers(['reconciliation']);
