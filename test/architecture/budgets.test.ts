import ts from 'typescript';
import { functionsOf } from './support/functions';
import { nodesOf, parse, ratchet, readRepositoryFile, sourceFiles } from './support/source-files';

const TARGET_LINES_OF_FUNCTION = 40;
const MOST_LINES_OF_FUNCTION = 60;
const TARGET_LINES_OF_FILE = 250;
const MOST_LINES_OF_FILE = 300;
const MOST_PARAMETERS = 3;
const MOST_METHODS_OF_THE_PORT = 8;

/** How many are over the target and under the limit. These numbers only go down. */
const FUNCTIONS_OVER_TARGET = 0;
const FILES_OVER_TARGET = 0;

const files = sourceFiles('src', 'workers', 'prisma', 'test');
const functions = files.flatMap(functionsOf);

const longerThan = (lines: number, among = functions) =>
  among.filter((it) => it.lines > lines).map(({ place, name, lines }) => `${place} ${name}: ${lines} lines`);
const withMoreParametersThan = (count: number, among = functions) =>
  among
    .filter((it) => it.parameters > count)
    .map((it) => `${it.place} ${it.name}: ${it.parameters} parameters`);
const filesLongerThan = (lines: number) =>
  files
    .map(({ path, ast }) => ({ path, lines: ast.text.trimEnd().split('\n').length }))
    .filter((file) => file.lines > lines)
    .map((file) => `${file.path}: ${file.lines} lines`);

/** The methods that a channel must have: those of the interface that also has a `profile`. */
function methodsOfThePort(text: string): string[] {
  const port = nodesOf(parse('provider.ts', text).ast)
    .filter(ts.isInterfaceDeclaration)
    .find(({ members }) => members.some((member) => member.name?.getText() === 'profile'));
  if (!port) throw new Error('src/providers/provider.ts declares no interface with a profile');
  return port.members
    .filter(
      (it) =>
        ts.isMethodSignature(it) || (ts.isPropertySignature(it) && it.type && ts.isFunctionTypeNode(it.type)),
    )
    .map((member) => member.name?.getText() ?? '');
}

describe('budgets', () => {
  test('no function is longer than 60 lines', () => {
    expect(longerThan(MOST_LINES_OF_FUNCTION)).toEqual([]);
  });

  test('functions have at most 40 lines', () => {
    expect(ratchet(longerThan(TARGET_LINES_OF_FUNCTION), FUNCTIONS_OVER_TARGET)).toEqual([]);
  });

  test('no file is longer than 300 lines', () => {
    expect(filesLongerThan(MOST_LINES_OF_FILE)).toEqual([]);
  });

  test('files have at most 250 lines', () => {
    expect(ratchet(filesLongerThan(TARGET_LINES_OF_FILE), FILES_OVER_TARGET)).toEqual([]);
  });

  test('functions and constructors take at most 3 parameters', () => {
    expect(withMoreParametersThan(MOST_PARAMETERS)).toEqual([]);
  });

  test('the provider port has at most 8 methods', () => {
    expect(methodsOfThePort(readRepositoryFile('src/providers/provider.ts')).length).toBeLessThanOrEqual(
      MOST_METHODS_OF_THE_PORT,
    );
  });
});

describe('the measure itself', () => {
  const body = (lines: number) => `{\n${'  work();\n'.repeat(lines - 2)}}`;
  const measured = (text: string) => functionsOf(parse('planted.ts', text));

  test('counts the lines of a function from its first to its last, without its docstring', () => {
    expect(measured(`/** Says what it does. */\nexport function f() ${body(61)}`)[0]?.lines).toBe(61);
    expect(measured(`const f = () => ${body(41)};`)[0]?.lines).toBe(41);
    expect(measured(`class A { m() ${body(40)} }`)[0]?.lines).toBe(40);
  });

  test('says where a function over the limit is', () => {
    expect(longerThan(60, measured(`\nfunction f() ${body(61)}`))).toEqual(['planted.ts:2 f: 61 lines']);
    expect(longerThan(60, measured(`\nfunction f() ${body(60)}`))).toEqual([]);
  });

  test('does not take a describe block for a function', () => {
    expect(measured(`describe('a chapter', () => ${body(61)});`)).toEqual([]);
    expect(measured(`test('a test', () => ${body(61)});`)).toHaveLength(1);
  });

  test('counts parameters, also of constructors and of the methods of an interface', () => {
    expect(measured('class A { constructor(a, b, c, d) {} }')[0]?.parameters).toBe(4);
    expect(withMoreParametersThan(3, measured('interface A { m(a, b, c, d): void }'))).toHaveLength(1);
    expect(withMoreParametersThan(3, measured('function f(this: Window, a, b, c) {}'))).toEqual([]);
  });

  test("grants Express's error handler its four parameters", () => {
    expect(withMoreParametersThan(3, measured('app.use((error, request, response, next) => {});'))).toEqual(
      [],
    );
  });

  test('takes the columns of a table of tests for a row, not for parameters', () => {
    expect(measured("test.each([[1, 2, 3, 4]])('%s', (a, b, c, d) => {});")[0]?.parameters).toBe(0);
  });

  test('counts the methods of the port', () => {
    const port =
      'export interface Provider { profile: Profile; a(): void; b: (it: string) => void; name: string }';
    expect(methodsOfThePort(port)).toEqual(['a', 'b']);
  });
});
