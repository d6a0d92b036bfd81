import { formatYuan } from '../../kernel/money';
import { readSeal } from '../../days/seal';
import type { SealedDay } from '../../days/seal';

/** A line of a certificate: what it is, in both languages, and its value. */
export interface CertificateFact {
  name: string;
  value: string;
}

export interface CertificateFacts {
  title: string;
  /** What was held for others, in the columns of a bank's report. */
  figures: CertificateFact[];
  /** Each account: opening + in − out = closing. */
  accounts: CertificateFact[];
  statements: CertificateFact[];
  /** By which the day is known and proven. */
  proof: CertificateFact[];
  note: string;
}

const FIGURES: readonly (readonly [name: string, text: string])[] = [
  ['opening', '上期余额 Opening'],
  ['normal', '正常收入 Income'],
  ['suspense', '待查收入 Suspense'],
  ['refunded', '退付收入 Refunded'],
  ['treasury', '上缴国库 To the treasury'],
  ['special', '上缴专户 To the special account'],
  ['adjusted', '调整 Adjusted'],
  ['closing', '期末余额 Closing'],
];

/**
 * What the certificate of a closed day says: what is in the seal, and the names of those who closed it.
 * @param names by the id of a member of the staff
 */
export function certificateFacts(seal: SealedDay, names: ReadonlyMap<string, string>): CertificateFacts {
  const content = readSeal(seal);
  const person = (id: string) => [names.get(id) ?? [], id].flat().join(' ');
  const yuan = (fen: string | undefined) => formatYuan(BigInt(fen ?? 0));
  return {
    title: `关账证明 Certificate of day close ${seal.day}`,
    figures: FIGURES.map(([name, text]) => ({ name: text, value: yuan(content.figures[name]) })),
    accounts: content.accounts.map(({ account, opening, in: more, out, closing }) => ({
      name: account,
      value: `${yuan(opening)} + ${yuan(more)} − ${yuan(out)} = ${yuan(closing)}`,
    })),
    statements: content.statements.map(({ channel, version, sha256 }) => ({
      name: `对账单 Statement ${channel} v${version}`,
      value: sha256,
    })),
    proof: [
      { name: '凭证数 Journals', value: String(content.journals) },
      { name: '分录数 Postings', value: String(content.postings) },
      { name: '分录哈希 Hash of the rows', value: content.journals_hash },
      { name: '上一日哈希 Hash of the day before', value: seal.previousHash },
      { name: '本日哈希 Hash of the day', value: seal.hash },
      { name: '签名密钥 Key', value: seal.keyId },
      { name: '签名 Signature', value: seal.signature },
      { name: '提出人 Proposed by', value: person(content.proposed_by) },
      { name: '关账人 Closed by', value: person(content.closed_by) },
      { name: '关账时间 Closed at', value: content.closed_at },
    ],
    note: `核验命令 To verify: npm run verify -- --from ${seal.day}`,
  };
}
