import ts from 'typescript';
import { CHINESE_DETAILS, CHINESE_FIELDS } from '../../src/http/problem-zh';
import { FACT_NAMES, UNSAID } from '../../src/web/console/fact-names';
import { PROBLEMS } from '../../src/web/console/problem-table';
import { nodesOf, parse, placeOf, sourceFiles } from './support/source-files';
import type { SourceFile } from './support/source-files';

/** What no clerk and no caller in Chinese reads: messages of the configuration, tools, the other side of the wire. */
const NOT_READ = /^src\/(sandbox|dev|cli|config)\/|\.config\.ts$/;
const files = sourceFiles('src').filter(({ path }) => !NOT_READ.test(path));

/** Only workers see it. */
const UNTOLD = new Set(['ANSWER_REFUSED']);
const HAN = /\p{Script=Han}/u;

/** A text as it stands in the source, or as a constant of the same file says it; null: it is made up as it goes. */
function textOf({ ast }: SourceFile, node: ts.Expression | undefined): string | null {
  if (!node) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isIdentifier(node)) return null;
  const named = nodesOf(ast)
    .filter(ts.isVariableDeclaration)
    .find(({ name, initializer }) => name.getText() === node.text && initializer !== node);
  return textOf(parse('x.ts', ''), named?.initializer);
}

const propertyOf = (object: ts.ObjectLiteralExpression, name: string) =>
  object.properties.find((it) => it.name?.getText() === name);

/** The value of a property, also where it is named like a constant. */
function valueOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = propertyOf(object, name);
  if (found && ts.isShorthandPropertyAssignment(found)) return found.name;
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

/** Where a field is called bad: what is said of it, and whether its Chinese stands beside it. */
function saidOfFields(source: SourceFile) {
  return nodesOf(source.ast).flatMap((node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'invalidField')
      return { node, message: node.arguments[1], isSaidBeside: node.arguments.length > 2 };
    if (ts.isCallExpression(node) && source.path.endsWith('schema.ts')) {
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
      const [, message] = node.arguments;
      if (name === 'regex' || name === 'refine')
        return message && !ts.isObjectLiteralExpression(message)
          ? { node, message, isSaidBeside: false }
          : [];
    }
    if (!ts.isObjectLiteralExpression(node)) return [];
    const isField = propertyOf(node, 'pointer') ?? propertyOf(node, 'path');
    const message = valueOf(node, 'message');
    return isField && message
      ? { node, message, isSaidBeside: propertyOf(node, 'messageZh') !== undefined }
      : [];
  });
}

/** Messages without Chinese; one that is put together has to bring its own. */
const unsaidIn = (source: SourceFile): string[] =>
  saidOfFields(source).flatMap(({ node, message, isSaidBeside }) => {
    const text = textOf(source, message);
    const isMadeUp = message !== undefined && ts.isTemplateExpression(message);
    const isSaid = isSaidBeside || (text === null ? !isMadeUp : HAN.test(CHINESE_FIELDS[text] ?? ''));
    return isSaid ? [] : [`${placeOf(source, node)}: ${message?.getText() ?? ''}`];
  });

/** The names under `details` of an error, or of an entry of the audit log. */
const factsIn = ({ ast }: SourceFile): string[] =>
  nodesOf(ast).flatMap((node) => {
    if (!ts.isPropertyAssignment(node) && !ts.isVariableDeclaration(node)) return [];
    const { initializer } = node;
    if (node.name.getText() !== 'details' || !initializer) return [];
    return ts.isObjectLiteralExpression(initializer) ? namesOf(initializer) : [];
  });

/** Also those that stand in `...{ }` within it. */
const namesOf = (object: ts.ObjectLiteralExpression): string[] =>
  nodesOf(object)
    .filter((node) => ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node))
    .filter(({ parent }) => parent === object || outOf(parent).parent === object)
    .map(({ name }) => name.getText())
    .filter((name) => /^[a-z0-9_]+$/.test(name));

/** What an object stands in, whatever condition is around it. */
const outOf = ({ parent }: ts.Node): ts.Node =>
  ts.isParenthesizedExpression(parent) || ts.isBinaryExpression(parent) ? outOf(parent) : parent;

/** The fields that a problem may point at, part by part. */
const pointersIn = ({ ast }: SourceFile): string[] =>
  nodesOf(ast)
    .filter(ts.isStringLiteralLike)
    .filter(({ text, parent }) => /^\/[a-z_]+(\/[a-z_]+)*$/.test(text) && isPointer(parent))
    .flatMap(({ text }) => text.slice(1).split('/'));

const isPointer = (parent: ts.Node): boolean =>
  (ts.isCallExpression(parent) && parent.expression.getText() === 'invalidField') ||
  (ts.isPropertyAssignment(parent) && parent.name.getText() === 'pointer');

const without = (names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !UNSAID.has(name) && !HAN.test(FACT_NAMES[name]?.['zh-CN'] ?? ''));

describe('who reads Chinese is told in Chinese', () => {
  test('what is wrong with a field', () => {
    expect(files.flatMap(saidOfFields).length).toBeGreaterThan(40);
    expect(files.flatMap(unsaidIn)).toEqual([]);
  });

  test('what happened, by every code there is', () => {
    const codes = files.flatMap(({ ast }) =>
      nodesOf(ast)
        .filter(ts.isCallExpression)
        .filter(({ expression }) => expression.getText() === 'defineError')
        .flatMap(({ arguments: [, code] }) => (code && ts.isStringLiteral(code) ? code.text : [])),
    );
    expect(codes.length).toBeGreaterThan(100);
    const said = (code: string): string => PROBLEMS[code]?.['zh-CN'] ?? CHINESE_DETAILS[code] ?? '';
    expect(codes.filter((code) => !UNTOLD.has(code) && !HAN.test(said(code)))).toEqual([]);
  });

  test('what the facts of a problem and of the audit log are called', () => {
    const names = files.flatMap(factsIn);
    expect(names).toContain('closed_up_to');
    expect(without(names)).toEqual([]);
  });

  test('which field is meant', () => {
    const names = files.flatMap(pointersIn);
    expect(names).toContain('business_day');
    expect(without(names)).toEqual([]);
  });

  test('a message that was forgotten is found', () => {
    const found = (text: string) => unsaidIn(parse('src/a/a.schema.ts', text));
    expect(found(`throw invalidField('/a', 'is new here');`)).toHaveLength(1);
    expect(found('throw invalidField("/a", `at most ${MOST}`);')).toHaveLength(1);
    expect(found('throw invalidField("/a", `at most ${MOST}`, `最多 ${MOST}`);')).toEqual([]);
    expect(found(`z.string().regex(/a/, 'is new here')`)).toHaveLength(1);
    expect(found(`const SAID = 'is new here'; z.string().refine(isA, SAID)`)).toHaveLength(1);
    expect(
      found(`throw invalidFields([{ in: 'body', pointer: '/a', message: 'is new here' }])`),
    ).toHaveLength(1);
    expect(found(`throw invalidField('/a', 'must be a day');`)).toEqual([]);
  });
});
