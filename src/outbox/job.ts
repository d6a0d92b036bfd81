import { AppError, defineError } from '../kernel/errors';

/** The queues; a worker process serves some or all of them. */
export const QUEUES = [
  'notifications',
  'payments',
  'register',
  'webhooks',
  'reconciliation',
  'receipts',
] as const;

export type QueueName = (typeof QUEUES)[number];

/** Kinds of work that wait in the outbox, and the queue that carries each. */
export const JOB_QUEUES = {
  'payment.follow': 'payments',
  'order.expire': 'payments',
  'order.withdraw': 'payments',
  'fine.report': 'register',
  'fine.return': 'register',
  'fine.clear': 'register',
  'fine.refund': 'payments',
  'event.deliver': 'webhooks',
  'reconciliation.run': 'reconciliation',
  'refund.follow': 'payments',
  'receipt.issue': 'receipts',
  'receipt.reverse': 'receipts',
  'report.export': 'reconciliation',
  'report.deliver': 'webhooks',
} as const satisfies Record<string, QueueName>;

export type JobKind = keyof typeof JOB_QUEUES;

/** What came of one run: finished, or the same again at a later time. */
export type JobResult = 'done' | { runAt: Date };

/** Does the work on one subject. May run twice or at the same time twice: every effect has a unique key. */
export type JobHandler = (subject: string) => Promise<JobResult>;

const AnswerRefused = defineError(
  'unavailable',
  'ANSWER_REFUSED',
  'The channel refused to answer. Money may have moved, so it is asked again.',
);

/**
 * For questions about money: a refusal is no answer. Work that was refused is tried again as if the channel were
 * away, since what it refuses now (a right that is missing, say) it may answer when somebody has mended it.
 */
export function untilAnswered(handler: JobHandler): JobHandler {
  return async (subject) => {
    try {
      return await handler(subject);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'rejected') throw error;
      throw AnswerRefused({ details: error.details, cause: error });
    }
  };
}
