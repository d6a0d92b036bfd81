import { describeKilling } from './killing';

describe('kill -9 with the queue on Postgres', () => describeKilling('Postgres'));
