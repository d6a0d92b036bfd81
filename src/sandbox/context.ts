import type { Clock } from '../kernel/clock';
import type { Behaviour } from './behaviour';
import type { Books } from './books';
import type { Downloads } from './downloads';
import type { Faults } from './faults';
import type { SandboxKeys } from './keys';
import type { Notifier } from './notifier';
import type { RegisterParts } from './register/routes';
import type { Timers } from './timers';
import type { Wallet } from './wallet';

/** Everything that the routes of both channels work with. */
export interface SandboxContext {
  clock: Clock;
  behaviour: Behaviour;
  keys: SandboxKeys;
  books: Books;
  faults: Faults;
  timers: Timers;
  notifier: Notifier;
  wallet: Wallet;
  downloads: Downloads;
  register: RegisterParts;
}
