/** A moment at which a gateway touches something outside of itself, in words for a reader. */
export type Moment = string;

/** Everything that one gateway does outside of itself passes here; at one of these moments its life may end. */
export class Watch {
  /** What it did while it was watched, in order. */
  readonly moments: Moment[] = [];
  private isWatching = false;
  private isDead = false;

  /**
   * @param isLast whether the gateway ends at this moment, the n-th of its kind beside it
   * @param end cuts everything that the gateway holds
   */
  constructor(
    private readonly isLast: (moment: Moment, index: number) => boolean,
    private readonly end: () => void,
  ) {}

  /** From here on moments count. */
  begin(): void {
    this.isWatching = true;
  }

  /** Whether the gateway lives on, and what it is about to do may happen. */
  passes(moment: Moment): boolean {
    if (this.isDead) return false;
    if (!this.isWatching) return true;
    this.moments.push(moment);
    if (this.isLast(moment, this.moments.length - 1)) this.kill();
    return !this.isDead;
  }

  get hasEnded(): boolean {
    return this.isDead;
  }

  kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.end();
  }
}
