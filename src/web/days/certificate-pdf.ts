import type { SealedDay } from '../../days/seal';
import { fontFor } from '../receipts/fonts';
import type { ReceiptFont } from '../receipts/fonts';
import { certificateFacts } from './certificate-facts';
import type { CertificateFact, CertificateNames } from './certificate-facts';

/** Points, on A4 (595 × 842). */
const MARGIN = 48;
const WIDTH = 595 - 2 * MARGIN;
const NAME_WIDTH = 190;
const GAP = 4;
const QUIET = '#444444';

/** The certificate of a closed day as a PDF, in both languages. Drawn twice, it is the same. */
export async function drawCertificate(seal: SealedDay, names: CertificateNames): Promise<Buffer> {
  const facts = certificateFacts(seal, names);
  const title = `关账证明 Certificate of day close ${seal.day}`;
  const note = `核验命令 To verify: npm run verify -- --from ${seal.day}`;
  // Only when one is asked for: it takes long to load, and most processes never draw one.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    ...{ size: 'A4', margin: MARGIN, pdfVersion: '1.7', tagged: true, displayTitle: true, lang: 'zh-CN' },
    info: { Title: title, Subject: seal.hash, CreationDate: seal.closedAt },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => document.on('end', resolve).on('error', reject));
  const font = await fontFor(JSON.stringify({ title, facts, note }));
  if (font.family === undefined) document.font(font.bytes);
  else document.font(font.bytes, font.family);
  const section = document.struct('Sect');
  document.addStructure(section);
  const add = (type: string, draw: () => void) => section.add(document.struct(type, {}, draw));
  add('H1', () => document.fontSize(16).text(title, { width: WIDTH, align: 'center' }));
  for (const group of [facts.figures, facts.accounts, facts.statements, facts.proof]) {
    document.y += 10;
    for (const fact of group) add('P', () => drawFact(document, printedBy(font, fact)));
  }
  document.y += 10;
  add('P', () => document.fontSize(9).fillColor(QUIET).text(note, MARGIN, document.y, { width: WIDTH }));
  section.end();
  document.end();
  await ended;
  return Buffer.concat(parts);
}

function printedBy({ printed }: ReceiptFont, { name: { zh, en }, value }: CertificateFact): CertificateFact {
  return { name: { zh: printed(zh), en: printed(en) }, value: printed(value) };
}

/** The name beside its value; both may take lines, and a page may end between two facts. */
function drawFact(document: PDFKit.PDFDocument, { name: { zh, en }, value }: CertificateFact): void {
  const name = `${zh} ${en}`.trim();
  document.fontSize(9);
  const height = Math.max(
    document.heightOfString(name, { width: NAME_WIDTH - GAP }),
    document.heightOfString(value, { width: WIDTH - NAME_WIDTH }),
  );
  if (document.y + height > document.page.height - MARGIN) document.addPage();
  const top = document.y;
  document.fillColor(QUIET).text(name, MARGIN, top, { width: NAME_WIDTH - GAP });
  document.fillColor('black').text(value, MARGIN + NAME_WIDTH, top, { width: WIDTH - NAME_WIDTH });
  document.y = top + height + GAP;
}
