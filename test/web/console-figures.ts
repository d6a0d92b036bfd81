import type { Seen, Visitor } from './console-visitor';

interface Figure {
  row: string;
  column: string;
  href: string;
  figure: string;
}

/** What is owed is a credit: on a statement its balance is below zero. */
const without = (sign: string): string => sign.replace('-', '');

/** Links with an amount or a count in a table of a page: by the row and the head of the column. */
function figuresOf({ html }: Seen): Figure[] {
  return [...html.matchAll(/<table>[\s\S]*?<\/table>/g)].flatMap(([table]) => {
    const heads = [...table.matchAll(/<th [^>]*>(.*?)<\/th>/g)].map(([, head = '']) => head);
    return [...table.matchAll(/<tr>(<td[\s\S]*?)<\/tr>/g)].flatMap(([, line = '']) => {
      const cells = [...line.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell = '']) => cell);
      const row = cells.map((cell) => cell.replace(/<[^>]+>/g, ''));
      return cells.flatMap((cell, at) => {
        const href = /href="([^"]+)"/.exec(cell)?.[1]?.replaceAll('&amp;', '&');
        const figure = row[at] ?? '';
        const isFigure = /^[-¥\d][\d,.]*$/.test(figure) || figure.startsWith('¥');
        return href && isFigure ? [{ row: row[0] ?? '', column: heads[at] ?? '', href, figure }] : [];
      });
    });
  });
}

/** What a list comes to: its sums, how many rows there are, and the balance that it ends with. */
function sumsOf({ html, text }: Seen): string[] {
  const foot = /<tfoot>([\s\S]*?)<\/tfoot>/.exec(html)?.[1] ?? '';
  const sums = [...foot.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell = '']) =>
    cell.replace(/<[^>]+>/g, ''),
  );
  const count = /行数: (\d+)|共 (\d+) 笔，合计 (\S+)/.exec(text)?.slice(1) ?? [];
  const last = /<td[^>]*>((?:(?!<td)[\s\S])*?)<\/td><\/tr><\/tbody>/.exec(html)?.[1] ?? '';
  return [...sums, ...count, last.replace(/<[^>]+>/g, '')].filter((sum) => sum).map(without);
}

/** Follows each figure of a page that is not zero: its list must come to it. @returns how many there are */
export async function expectLists(visitor: Visitor, path: string): Promise<number> {
  const figures = figuresOf(await visitor.get(path)).filter(({ figure }) => !/^(0|¥0\.00)$/.test(figure));
  for (const { href, figure, ...of } of figures) {
    const list = await visitor.get(href);
    expect({ ...of, href, status: list.status, sums: sumsOf(list) }).toMatchObject({
      status: 200,
      sums: expect.arrayContaining([without(figure)]),
    });
  }
  return figures.length;
}
