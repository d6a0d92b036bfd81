/** The queues; a worker process serves some or all of them. */
export const QUEUES = ['notifications', 'payments', 'webhooks', 'reconciliation'] as const;

export type QueueName = (typeof QUEUES)[number];

/** Kinds of work that wait in the outbox, and the queue that carries each. */
export const JOB_QUEUES = {
  'payment.follow': 'payments',
  'order.expire': 'payments',
  'event.deliver': 'webhooks',
  'reconciliation.run': 'reconciliation',
} as const satisfies Record<string, QueueName>;

export type JobKind = keyof typeof JOB_QUEUES;

/** What came of one run: finished, or the same again at a later time. */
export type JobResult = 'done' | { runAt: Date };

/** Does the work on one subject. May run twice or at the same time twice: every effect has a unique key. */
export type JobHandler = (subject: string) => Promise<JobResult>;
