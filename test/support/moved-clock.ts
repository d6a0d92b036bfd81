import type { Clock } from '../../src/kernel/clock';

/** Time that goes on from a moment of the test's choice. */
export class MovedClock implements Clock {
  private offsetMs = 0;

  constructor(at: string) {
    this.moveTo(at);
  }

  moveTo(at: string): void {
    this.offsetMs = Date.parse(at) - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}
