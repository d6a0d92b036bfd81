import fc from 'fast-check';
import { importLines } from '../../../src/fines/import-lines.service';
import { AppError } from '../../../src/kernel/errors';
import { anyText } from '../../support/any-text';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Buffer, size: number, kind: 'json_lines' | 'csv' = 'json_lines') {
  const format = kind === 'csv' ? ({ kind, charset: 'utf-8' } as const) : { kind };
  const rows: [number, unknown][] = [];
  for await (const { row, value } of importLines(inPieces(Buffer.from(text), size), format)) {
    rows.push([row, value instanceof AppError ? value.code : value]);
  }
  return rows;
}

describe('the lines of a file', () => {
  test('are the same in whatever pieces the file comes', async () => {
    const value = fc.oneof(anyText(), fc.integer(), fc.constant(['𠮷田']));
    await fc.assert(
      fc.asyncProperty(fc.array(value), fc.integer({ min: 1, max: 40 }), async (values, size) => {
        const file = values.map((one) => `${JSON.stringify(one)}\n`).join('');
        expect(await read(file, size)).toEqual(values.map((one, i) => [i + 1, one]));
      }),
    );
  });

  test('end with a line feed, with both marks, or with the file', async () => {
    expect(await read('1\r\n\r\n2\n3', 2)).toEqual([
      [1, 1],
      [3, 2],
      [4, 3],
    ]);
    expect(await read('', 1)).toEqual([]);
  });

  test('one that never ends takes no memory, and the next is read', async () => {
    const [long, next] = await read(`"${'x'.repeat(200_000)}"\n2`, 1_000);
    expect([long, next]).toEqual([
      [1, 'ROW_UNREADABLE'],
      [2, 2],
    ]);
    expect(await read('x'.repeat(200_000), 1_000)).toEqual([[1, 'ROW_UNREADABLE']]);
  });

  test('of a CSV become the fields that they stand for', async () => {
    const head = 'decision_no,amount,revision.kind,revision.to,suspensions.0.from,suspensions.1.from';
    expect(await read(`${head}\n1,200,reduced,100,2026-01-01,2026-01-05\n,,,,,\n2,x,,,,`, 7, 'csv')).toEqual([
      [
        2,
        {
          decision_no: '1',
          amount: 200,
          obligor: {},
          served: null,
          suspensions: [
            { from: '2026-01-01', to: null },
            { from: '2026-01-05', to: null },
          ],
          revision: { kind: 'reduced', to: 100 },
        },
      ],
      [4, { decision_no: '2', amount: 'x', obligor: {}, served: null, suspensions: [], revision: null }],
    ]);
  });

  test.each(['__proto__', 'constructor', 'suspensions.10.from', 'served', 'Decision_no'])(
    'with the column %s are refused',
    async (column) => {
      await expect(read(`decision_no,${column}\n1,2\n`, 5, 'csv')).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
    },
  );
});
