import { createRegisterClient } from '../../../src/fines/register-client.service';
import type { FineRegister } from '../../../src/fines/register';
import type { AppError } from '../../../src/kernel/errors';
import { Secret } from '../../../src/kernel/secret';

/** Short, so that a test of a silent server takes no long time. */
const TIMEOUT_MS = 1_000;

export const registerAt = (url: string, token: string): FineRegister =>
  createRegisterClient({ url, token: new Secret(token), timeoutMs: TIMEOUT_MS });

/** What a call was refused with, as `CODE reason`. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    (answer) => new Error(`was answered: ${String(answer)}`),
    (thrown: unknown) => thrown as AppError,
  );
  return 'code' in error ? `${error.code} ${String(error.details.reason)}` : error.message;
}

export const REPORT = {
  reportNo: 'frp_000000000000000000000001',
  decisionNo: '310115190000123',
  amountFen: 20_000n,
  receivedBeforeFen: 0n,
  outstandingFen: 0n,
  paidAt: new Date('2026-11-24T02:00:00Z'),
  payerName: '李四',
};
