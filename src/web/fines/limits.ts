import { createAllowance } from '../shared/allowance';
import { networkOf } from '../shared/network';

/** What may be done with a try: look, look only if the full name is given too, or nothing for now. */
export type Permit = 'granted' | 'name-needed' | 'wait';

export interface Try {
  decisionNo: string;
  address: string;
  hasName: boolean;
}

/** How often strangers may guess. A limit counts tries whether the number exists or not, so it tells nothing of it. */
export interface LookupLimits {
  ask(one: Try): Promise<Permit>;
  /** A try that was right does not count. */
  giveBack(one: Try): Promise<void>;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Only the pair of a number and an address is refused outright: it can shut out nobody but those behind that address,
 * for that number, for a quarter of an hour.
 *
 * A limit by number alone that refuses would let a stranger lock a citizen out by failing often enough; one by
 * address would lock out everybody behind the same carrier's network, and one for all, the whole city. These three
 * therefore raise what has to be known instead: beside the second factor, the full name on the decision. The citizen
 * knows the own name; a stranger who tries numbers and four digits does not. Twenty tries a day at 10,000 possible
 * digits is what a stranger gets for one number, from however many addresses.
 *
 * The ceiling for an address protects the machine rather than the fines; no household or office comes near it.
 */
export function createLookupLimits(): LookupLimits {
  const pair = createAllowance({ points: 5, seconds: 15 * MINUTE });
  const number = createAllowance({ points: 20, seconds: 24 * HOUR });
  const address = createAllowance({ points: 30, seconds: HOUR });
  const all = createAllowance({ points: 300, seconds: MINUTE });
  const ceiling = createAllowance({ points: 300, seconds: 10 * MINUTE });
  return {
    async ask(one) {
      const from = networkOf(one.address);
      if (!(await ceiling.take(from))) return 'wait';
      const taken = await Promise.all([address.take(from), all.take(''), number.take(one.decisionNo)]);
      if (!one.hasName && taken.includes(false)) return 'name-needed';
      return (await pair.take(`${one.decisionNo} ${from}`)) ? 'granted' : 'wait';
    },
    async giveBack({ decisionNo, address: text }) {
      const from = networkOf(text);
      await Promise.all([
        pair.giveBack(`${decisionNo} ${from}`),
        number.giveBack(decisionNo),
        address.giveBack(from),
        all.giveBack(''),
      ]);
    },
  };
}
