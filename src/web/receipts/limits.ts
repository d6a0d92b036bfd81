import { createAllowance } from '../shared/allowance';
import { networkOf } from '../shared/network';

/** A try to have a receipt verified by what is typed. */
export interface VerifyTry {
  /** Of the receipt, as it was typed. */
  code: string;
  number: string;
  address: string;
}

/** How often strangers may guess the check code of a receipt; a try that was right does not count. */
export interface VerifyLimits {
  ask(one: VerifyTry): Promise<boolean>;
  giveBack(one: VerifyTry): Promise<void>;
}

const MINUTE = 60;

/**
 * A number is refused only to the address that failed with it, so that nobody can keep others from verifying it; the
 * ceiling for an address is for the machine, and for whoever tries many numbers.
 */
export function createVerifyLimits(): VerifyLimits {
  const pair = createAllowance({ points: 5, seconds: 15 * MINUTE });
  const ceiling = createAllowance({ points: 300, seconds: 10 * MINUTE });
  const keyOf = ({ code, number, address }: VerifyTry): string =>
    [code, number].map((text) => text.replace(/^\D*0*|\D/g, '').slice(0, 32)).join(' ') +
    ` ${networkOf(address)}`;
  return {
    ask: async (one) => (await ceiling.take(networkOf(one.address))) && (await pair.take(keyOf(one))),
    giveBack: (one) => pair.giveBack(keyOf(one)),
  };
}
