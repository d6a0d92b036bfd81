import type { VNode } from 'preact';
import type { FinesTexts } from './texts';

/** A drawing of a decision on paper that shows where its number stands. */
export function ExampleDecision({ texts }: { texts: FinesTexts }): VNode {
  const { organ, title, number, qr } = texts.onPaper;
  return (
    <details class="example">
      <summary>{texts.whereIsIt}</summary>
      <svg viewBox="0 0 320 200" role="img" aria-label={texts.picture}>
        <rect class="paper" x="1" y="1" width="318" height="198" rx="6" />
        <text class="ink" x="160" y="28" text-anchor="middle">
          {organ}
        </text>
        <text class="ink strong" x="160" y="52" text-anchor="middle">
          {title}
        </text>
        <rect class="spot" x="100" y="64" width="212" height="26" rx="4" />
        <text class="ink strong" x="304" y="82" text-anchor="end">
          {number}
        </text>
        <path class="lines" d="M16 108h288M16 124h288M16 140h200M144 158h160M144 174h124" />
        <path
          class="code"
          d="M16 152h14v14h-14zM50 152h14v14h-14zM16 180h14v14h-14zM36 158h8v8h-8zM36 174h12v8h-12zM54 178h10v12h-10z"
        />
        <text class="ink" x="72" y="180">
          {qr}
        </text>
      </svg>
    </details>
  );
}
