import type { VNode } from 'preact';
import { countFigures } from '../../settlement/treasury-figure';
import type { KeptTreasuryFigure, TreasuryComparison } from '../../settlement/treasury-figure';
import type { Language } from '../shared/language';
import { formatYuan } from '../../kernel/money';
import { PostForm, Tick } from './fields.page';
import { words } from './page';
import type { Visit } from './page';
import { PICKED } from './proposal';
import { CONFIRMATION_WORDS } from './settlement-words';
import { Amount, Moment, nameAndCode } from './table.page';

/** Before the code of an income item: the name of the field with its figure. */
export const FIGURE = 'figure:';

interface ConfirmationProps {
  visit: Visit;
  row: TreasuryComparison;
  /** Undefined: of a year, the sum of its months. */
  figure: KeptTreasuryFigure | undefined;
}

/** Whether another person found a figure right, who entered it, and who it was. */
export function Confirmation({ visit, row, figure }: ConfirmationProps): VNode {
  const { language, nameOf } = visit;
  if (row.isConfirmed === null) return <>—</>;
  const said = CONFIRMATION_WORDS[row.isConfirmed ? 'confirmed' : 'not_confirmed'][language];
  return (
    <>
      {row.isConfirmed ? said : <strong class="late">{said}</strong>}
      {figure && (
        <div class="quiet">
          {`${words('登记', 'Recorded')[language]} ${nameOf(figure.toldBy)} `}
          <Moment at={figure.toldAt} />
        </div>
      )}
      {figure?.confirmedBy && (
        <div class="quiet">
          {`${words('复核', 'Confirmed')[language]} ${nameOf(figure.confirmedBy)} `}
          <Moment at={figure.confirmedAt} />
        </div>
      )}
    </>
  );
}

/** Whether the comparison rests on figures that two persons stand for. */
export function RestsOn({
  language,
  rows,
}: {
  language: Language;
  rows: readonly TreasuryComparison[];
}): VNode {
  const { told, unconfirmed } = countFigures(rows);
  if (told === 0) return <></>;
  if (unconfirmed === 0)
    return (
      <p class="quiet" role="status">
        {
          words(
            '本次核对全部基于已复核的国库数字。',
            'The comparison rests on confirmed figures of the treasury alone.',
          )[language]
        }
      </p>
    );
  return (
    <p class="note" role="status">
      {
        words(
          `${told} 项国库数字中有 ${unconfirmed} 项未复核，核对结果尚不能作为依据。请由登记人以外的人复核。`,
          `Not confirmed: ${unconfirmed} of ${told} figures of the treasury, so do not rely on the comparison yet. Somebody else than who recorded them has to confirm them.`,
        )[language]
      }
    </p>
  );
}

interface ConfirmProps {
  visit: Visit;
  period: string;
  figures: readonly KeptTreasuryFigure[];
  itemNames: ReadonlyMap<string, string>;
}

/** For who may confirm: all that wait and that others entered, each with the amount that is confirmed by it. */
export function Confirm({
  visit: { actor, language },
  period,
  figures,
  itemNames,
}: ConfirmProps): VNode | null {
  const waiting = figures.filter(({ confirmedBy, toldBy }) => confirmedBy === null && toldBy !== actor.id);
  if (!actor.permissions.has('remittances.check') || waiting.length === 0) return null;
  const seen = waiting.map(({ incomeItemCode, amountFen }) => [
    FIGURE + incomeItemCode,
    formatYuan(amountFen),
  ]);
  return (
    <PostForm
      action="/console/treasury/confirm"
      hidden={{ period, ...(Object.fromEntries(seen) as Record<string, string>) }}
      class="decide card"
    >
      <fieldset class="ticks">
        <legend>
          {words('待复核的国库数字（请与国库单据核对）', 'To confirm, by the treasury’s paper')[language]}
        </legend>
        {waiting.map(({ incomeItemCode, amountFen }) => (
          <label key={incomeItemCode}>
            <Tick name={PICKED + incomeItemCode} checked />
            {`${nameAndCode(itemNames, incomeItemCode)} `}
            <Amount fen={amountFen} />
          </label>
        ))}
      </fieldset>
      <button class="primary">{words('复核通过所选', 'Confirm what is ticked')[language]}</button>
    </PostForm>
  );
}
