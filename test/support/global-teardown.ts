import { tearDown } from './services';

// Jest asks a teardown file for its module, not for a name in it.
module.exports = tearDown;
