/** What the flood is to do: find out how many lists a second can be served, then ask for a multiple of them. */
export interface FloodTask {
  apiUrl: string;
  key: string;
  keysDir: string;
  /** How much more is asked than can be served. */
  times: number;
  seconds: number;
  /** Of the requests that must be answered meanwhile, for each of the two kinds. */
  perSecond: number;
}

/** How many of these got which answer; 0 stands for none within ten seconds. */
export type Answers = Readonly<Record<number, number>>;

export interface FloodResult {
  /** Lists a second that are served when nothing else is asked. */
  capacity: number;
  lists: Answers;
  /** How many of the lists that were refused said when to come again. */
  toldWhen: number;
  statuses: Answers;
  notifications: Answers;
  /** Milliseconds, of the requests that must be answered. */
  waits: number[];
}
