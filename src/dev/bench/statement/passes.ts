/** The product's way through a statement. */
export interface ReconcileTask {
  businessDay: string;
}

export interface ReconcileResult {
  status: string;
  matchedCount: number | null;
  reason: string | null;
  seconds: number;
  /** Of these: until the file lay on disk. */
  fetchSeconds: number;
  /** Held by the process before it began, and at the most. */
  memoryBeforeMib: number;
  peakMemoryMib: number;
}

/** The yardstick's way. */
export interface SplitTask {
  file: string;
}

export interface SplitResult {
  rowCount: number;
  seconds: number;
  peakMemoryMib: number;
}

/** The other yardstick's: what PostgreSQL has to do at least. */
export interface CopyTask {
  databaseUrl: string;
  /** Packed. */
  bill: string;
  /** Where its rows may be put for PostgreSQL; removed at the end. */
  file: string;
}

export interface CopyPass {
  copySeconds: number;
  /** With the join. */
  seconds: number;
}

export interface CopyResult {
  /** The rows with all of their columns, as the file has them. */
  whole: CopyPass;
  /** With those only that are compared. */
  narrow: CopyPass;
}
