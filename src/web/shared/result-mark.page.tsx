import type { VNode } from 'preact';

/** How a page ends: money arrived, nothing happened, or something is still to be settled. */
export type Tone = 'good' | 'neutral' | 'attention';

const DRAWINGS: Readonly<Record<Tone, string>> = {
  good: 'M13 24.5l7.5 7.5L35 17',
  neutral: 'M15 24h18',
  attention: 'M24 13v13M24 32.5v2',
};

/** A sign beside the heading, which says the same in words. */
export function ResultMark({ tone }: { tone: Tone }): VNode {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <circle cx="24" cy="24" r="22" />
      <path d={DRAWINGS[tone]} />
    </svg>
  );
}
