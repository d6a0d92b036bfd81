import { formatYuan } from '../../kernel/money';
import { accountName } from '../../ledger/account-name';
import { readSeal } from '../../days/seal';
import type { SealedDay } from '../../days/seal';

/** A line of a certificate: what it is, in both languages, and its value. */
export interface CertificateFact {
  name: { zh: string; en: string };
  value: string;
}

export interface CertificateFacts {
  /** What was held for others, in the columns of a bank's report. */
  figures: CertificateFact[];
  /** Each account: opening + in − out = closing. */
  accounts: CertificateFact[];
  statements: CertificateFact[];
  /** By which the day is known and proven. */
  proof: CertificateFact[];
}

/** What was held for others on a day, in the columns of a bank's report, by the names of a seal. */
export const DAY_FIGURES = [
  ['opening', '上期余额', 'Opening'],
  ['normal', '正常收入', 'Income'],
  ['suspense', '待查收入', 'Suspense'],
  ['refunded', '退付收入', 'Refunded'],
  ['treasury', '上缴国库', 'To the treasury'],
  ['special', '上缴专户', 'To the special account'],
  ['adjusted', '调整', 'Adjusted'],
  ['closing', '期末余额', 'Closing'],
] as const;

export type FigureName = (typeof DAY_FIGURES)[number][0];

/** What is called what, where the seal has a code. */
export interface CertificateNames {
  /** Of a member of the staff, by the id. */
  nameOf(id: string): string;
  channelOf(code: string): CertificateFact['name'];
}

/** What the certificate of a closed day says: what is in the seal, and the names of those who closed it. */
export function certificateFacts(seal: SealedDay, { nameOf, channelOf }: CertificateNames): CertificateFacts {
  const content = readSeal(seal);
  return {
    figures: DAY_FIGURES.map(([name, zh, en]) => fact(zh, en, yuan(content.figures[name]))),
    accounts: content.accounts.map(({ account, opening, in: more, out, closing }) =>
      accountFact(account, channelOf, `${yuan(opening)} + ${yuan(more)} − ${yuan(out)} = ${yuan(closing)}`),
    ),
    statements: content.statements.map(({ channel, version, sha256 }) =>
      fact(
        `对账单 ${channelOf(channel).zh} v${version}`,
        `Statement ${channelOf(channel).en} v${version}`,
        sha256,
      ),
    ),
    proof: [
      fact('凭证数', 'Journals', String(content.journals)),
      fact('分录数', 'Postings', String(content.postings)),
      fact('分录哈希', 'Hash of the rows', content.journals_hash),
      fact('上一日哈希', 'Hash of the day before', seal.previousHash),
      fact('本日哈希', 'Hash of the day', seal.hash),
      fact('签名密钥', 'Key', seal.keyId),
      fact('签名', 'Signature', seal.signature),
      fact('提出人', 'Proposed by', nameOf(content.proposed_by)),
      fact('关账人', 'Closed by', nameOf(content.closed_by)),
      fact('关账时间', 'Closed at', content.closed_at),
    ],
  };
}

/** Its name, and the code that the books and the seal know it by. */
function accountFact(code: string, channelOf: CertificateNames['channelOf'], value: string): CertificateFact {
  const { zh, en } = accountName(code, channelOf);
  return fact(zh, `${en} (${code})`, value);
}

const yuan = (fen: string | undefined) => formatYuan(BigInt(fen ?? 0));

const fact = (zh: string, en: string, value: string): CertificateFact => ({ name: { zh, en }, value });
