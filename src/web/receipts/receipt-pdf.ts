import type { Receipt } from '../../receipts/receipt';
import type { Language } from '../shared/language';
import { qrDrawing } from '../shared/qr-code.page';
import { fontFor } from './fonts';
import type { ReceiptFont } from './fonts';
import { sheetsOf } from './receipt-facts';
import type { ReceiptFact, ReceiptSheet } from './receipt-facts';
import { receiptTextsIn } from './texts-in-language';

export interface DrawOptions {
  language: Language;
  publicBaseUrl: string;
  channelNameOf(receipt: Receipt): string;
}

type Structure = ReturnType<PDFKit.PDFDocument['struct']>;

/** Points, on A4 (595 × 842). */
const MARGIN = 56;
const WIDTH = 595 - 2 * MARGIN;
const NAME_WIDTH = 120;
// A late fine of a plan, paid by another and partly refunded, fits on one sheet.
const ROW_GAP = 5;
const QR_EDGE = 100;
const QUIET = '#444444';
const RED = '#b3261e';

/** The receipts as a PDF, a page each; it can be read aloud and searched. Drawn twice, it is the same. */
export async function drawReceipts(receipts: readonly Receipt[], options: DrawOptions): Promise<Buffer> {
  const texts = receiptTextsIn(options.language);
  const sheets = receipts.flatMap((receipt) =>
    sheetsOf(receipt, options.language, options.channelNameOf(receipt)),
  );
  const numbers = sheets.map(({ code, no }) => `${code} ${no}`).join(', ');
  // Only when one is asked for: it takes long to load, and most processes never draw one.
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN / 2 },
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: options.language,
    info: {
      Title: texts.title,
      Subject: numbers,
      ...(receipts[0] && { CreationDate: receipts[0].issuedAt }),
    },
  });
  const bytes = collect(document);
  const font = await fontFor(JSON.stringify([texts, ...sheets.map(({ facts }) => facts)]));
  if (font.family === undefined) document.font(font.bytes);
  else document.font(font.bytes, font.family);
  for (const sheet of sheets) drawSheet(document, printedBy(font, sheet), options);
  document.end();
  return bytes;
}

function printedBy(font: ReceiptFont, sheet: ReceiptSheet): ReceiptSheet {
  return { ...sheet, facts: sheet.facts.map((fact) => ({ ...fact, value: font.printed(fact.value) })) };
}

function drawSheet(document: PDFKit.PDFDocument, drawn: ReceiptSheet, options: DrawOptions): void {
  const { title, facts, warning, nature, no, verifyToken } = drawn;
  const texts = receiptTextsIn(options.language);
  document.addPage();
  const sheet = document.struct('Sect');
  document.addStructure(sheet);
  const add = (type: string, draw: () => void, alt?: string): Structure =>
    sheet.add(document.struct(type, alt === undefined ? {} : { alt }, draw));
  add('H1', () => drawTitle(document, title, drawn.isRed));
  if (warning !== null) add('P', () => drawNote(document, warning, WIDTH));
  for (const fact of facts) add('P', () => drawFact(document, fact));
  document.y += 8;
  const content = `${options.publicBaseUrl}/verify/${verifyToken}`;
  add('Figure', () => drawQr(document, content), texts.qrLabel(no));
  add('P', () => drawNote(document, texts.verifyThis, QR_EDGE));
  document.y += 8;
  add('P', () => drawNote(document, nature, WIDTH));
  sheet.end();
}

function drawTitle(document: PDFKit.PDFDocument, title: string, isRed: boolean): void {
  document
    .fontSize(20)
    .fillColor(isRed ? RED : 'black')
    .text(title, MARGIN, MARGIN, { width: WIDTH, align: 'center' });
  document.y += 16;
}

function drawNote(document: PDFKit.PDFDocument, note: string, width: number): void {
  document.fontSize(9).fillColor(QUIET).text(note, MARGIN, document.y, { width });
}

/** The name beside its value, over a hairline. */
function drawFact(document: PDFKit.PDFDocument, { name, value, isRed }: ReceiptFact): void {
  const top = document.y;
  document
    .fontSize(10.5)
    .fillColor(QUIET)
    .text(name, MARGIN, top, { width: NAME_WIDTH - 8 });
  const nameBottom = document.y;
  document
    .fillColor(isRed ? RED : 'black')
    .text(value, MARGIN + NAME_WIDTH, top, { width: WIDTH - NAME_WIDTH });
  const bottom = Math.max(document.y, nameBottom) + ROW_GAP / 2;
  document
    .moveTo(MARGIN, bottom)
    .lineTo(MARGIN + WIDTH, bottom)
    .lineWidth(0.4)
    .strokeColor('#bbbbbb')
    .stroke();
  document.y = bottom + ROW_GAP / 2;
}

function drawQr(document: PDFKit.PDFDocument, content: string): void {
  const { edge, path } = qrDrawing(content);
  const top = document.y;
  document
    .save()
    .translate(MARGIN, top)
    .scale(QR_EDGE / edge)
    .path(path)
    .fill('black')
    .restore();
  document.y = top + QR_EDGE;
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
  });
}
