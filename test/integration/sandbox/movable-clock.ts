/** Real time, moved by as much as a test likes. */
export class MovableClock {
  offsetMs = 0;

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}
