import type { VNode } from 'preact';
import type { SettlementNames } from '../../console/settlement-rules.service';
import { DESTINATIONS } from '../../settlement/remittance';
import type { PreviewedItem, RemittancePreview } from '../../settlement/remittance-preview';
import type { Language } from '../shared/language';
import { ActForm } from './form.page';
import { words } from './page';
import { itemColumns } from './remittance-parts.page';
import { DESTINATION_WORDS, LEFT_OUT_WORDS } from './settlement-words';
import { Amount, DataTable } from './table.page';

interface MakeProps {
  language: Language;
  preview: RemittancePreview;
  names: SettlementNames;
}

/** What a batch made now would have in it and what not, and the buttons that make it. */
export function Make({ language, preview, names }: MakeProps): VNode {
  const { closedUpTo, items } = preview;
  return (
    <>
      <Preview language={language} items={items} names={names} />
      {closedUpTo === null ? (
        <p class="note">
          {
            words(
              '还没有关账的营业日：关账后才能上缴。',
              'No day is closed yet: only then is its money remitted.',
            )[language]
          }
        </p>
      ) : (
        <section class="decide" aria-label={words('制单', 'Make a batch')[language]}>
          {DESTINATIONS.map((destination) => (
            <ActForm
              key={destination}
              language={language}
              action="/console/remittances/make"
              name={words(
                `上缴${DESTINATION_WORDS[destination]['zh-CN']}（截至 ${closedUpTo}）`,
                `Batch to ${DESTINATION_WORDS[destination].en} up to ${closedUpTo}`,
              )}
              hidden={{ destination, up_to: closedUpTo }}
            />
          ))}
        </section>
      )}
    </>
  );
}

function Preview({
  language,
  items,
  names,
}: Pick<MakeProps, 'language' | 'names'> & { items: readonly PreviewedItem[] }) {
  return (
    <DataTable
      language={language}
      caption={words('待上缴预览（尚未列入批次）', 'What would be remitted (in no batch yet)')}
      columns={[
        ...itemColumns(names),
        {
          name: words('去向', 'To'),
          cell: ({ destination }: PreviewedItem) =>
            destination ? DESTINATION_WORDS[destination][language] : '—',
        },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }: PreviewedItem) => <Amount fen={amountFen} />,
        },
        {
          name: words('本次是否列入', 'In the batch'),
          cell: ({ reason }: PreviewedItem) =>
            reason === null ? (
              words('列入', 'Yes')[language]
            ) : (
              <span class="quiet">{`${words('不列入：', 'No: ')[language]}${LEFT_OUT_WORDS[reason][language]}`}</span>
            ),
        },
      ]}
      rows={items}
      empty={words('没有待上缴的款项。', 'Nothing waits to be remitted.')}
    />
  );
}
