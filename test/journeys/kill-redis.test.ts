import { findRedisServer } from '../../src/dev/redis';
import { describeKilling } from './killing';

const whereRedisIs = findRedisServer() ? describe : describe.skip;

whereRedisIs('kill -9 with the queue on Redis', () => describeKilling('Redis'));
