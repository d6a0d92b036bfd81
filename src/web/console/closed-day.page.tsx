import type { VNode } from 'preact';
import { readSeal } from '../../days/seal';
import type { SealedDay } from '../../days/seal';
import { certificateFacts } from '../days/certificate-facts';
import type { CertificateFact } from '../days/certificate-facts';
import { Accounts, Figures } from './account-days.page';
import { channelNameFrom } from './channel-words';
import { words } from './page';
import type { Visit } from './page';
import { Facts, To } from './table.page';

/** A day that is closed: all that its certificate says. */
export function ClosedDay({ visit, seal }: { visit: Visit; seal: SealedDay }): VNode {
  const { language, nameOf, channelNames } = visit;
  const content = readSeal(seal);
  const { statements, proof } = certificateFacts(seal, {
    nameOf,
    channelOf: channelNameFrom(channelNames),
  });
  return (
    <>
      <p>
        {words('已关账。', 'Closed. ')[language]}
        <To path={`/days/${seal.day}/certificate`}>
          {words('下载关账证明（PDF）', 'Certificate (PDF)')[language]}
        </To>
      </p>
      <Figures language={language} day={seal.day} figureOf={(name) => BigInt(content.figures[name] ?? 0)} />
      <Accounts
        telling={visit}
        day={seal.day}
        accounts={content.accounts.map(({ account, ...amounts }) => ({
          account,
          opening: BigInt(amounts.opening),
          in: BigInt(amounts.in),
          out: BigInt(amounts.out),
          closing: BigInt(amounts.closing),
        }))}
      />
      <h2>{words('证明', 'Proof')[language]}</h2>
      <Facts language={language} facts={[...statements, ...proof].map(shown)} />
      <p>
        {words('核验命令', 'To verify')[language]}: <code>npm run verify -- --from {seal.day}</code>
      </p>
    </>
  );
}

/** Hashes and keys are read letter by letter. */
const shown = ({ name: { zh, en }, value }: CertificateFact) =>
  [words(zh, en), /^[\w+/=]{16,}$/.test(value) ? <code>{value}</code> : value] as const;
