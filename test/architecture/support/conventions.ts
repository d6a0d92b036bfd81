import path from 'node:path';
import ts from 'typescript';
import { nodesOf, placeOf, type SourceFile } from './source-files';

const EMPTY_WORDS = /(^|[.-])(utils?|helpers?|managers?|common|misc)([.-]|$)/i;
const EMPTY_NAMES = /(Utils?|Helpers?|Managers?)$/;
const HOUSE = /^src\/(kernel|config|db|queue|http|providers|sandbox|web|dev|cli)\//;
const FEATURE_FILE = /^[a-z0-9-]+(\.(errors|schema|store|service|jobs|routes|worker|page))?\.tsx?$/;

/** The list of channels is the one index file: adding a channel is one line in it. */
const LIST_OF_CHANNELS = 'src/providers/index.ts';

/** What is wrong with how a file is called. */
export function misnamedFile(file: string): string[] {
  const name = path.posix.basename(file).replace(/\.(d\.)?[cm]?tsx?$/, '');
  const findings: string[] = [];
  if (EMPTY_WORDS.test(name)) findings.push(`${file}: the name does not say what it does`);
  if (name === 'index' && file !== LIST_OF_CHANNELS) findings.push(`${file}: no barrels`);
  const isFeatureFile = /^src\/[^/]+\//.test(file) && !HOUSE.test(file);
  if (isFeatureFile && !FEATURE_FILE.test(path.posix.basename(file)))
    findings.push(`${file}: not a role of the house`);
  return findings;
}

/** `any`, wherever it is written. */
export function anyTypes(source: SourceFile): string[] {
  return find(source, (node) => node.kind === ts.SyntaxKind.AnyKeyword, 'any');
}

/** `value!` and `field!: T`, which switch a check of the compiler off. */
export function nonNullMarks(source: SourceFile): string[] {
  const isMark = (node: ts.Node) =>
    ts.isNonNullExpression(node) ||
    ((ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node)) &&
      node.exclamationToken !== undefined);
  return find(source, isMark, '!');
}

export function defaultExports(source: SourceFile): string[] {
  const isDefault = (node: ts.Node) =>
    ts.isExportAssignment(node) ||
    (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent)) ||
    (ts.isExportSpecifier(node) && node.name.text === 'default');
  return find(source, isDefault, 'default export');
}

/** A file that holds nothing but re-exports. */
export function barrels({ path: file, ast }: SourceFile): string[] {
  const isReExport = (node: ts.Statement) =>
    ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
  return ast.statements.length > 0 && ast.statements.every(isReExport) ? [`${file}: no barrels`] : [];
}

/** Interfaces called IOrder, classes called OrderManager. */
export function misnamedTypes(source: SourceFile): string[] {
  const isMisnamed = (node: ts.Node) => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
      return /^I[A-Z][a-z]/.test(node.name.text) || EMPTY_NAMES.test(node.name.text);
    }
    return ts.isClassDeclaration(node) && EMPTY_NAMES.test(node.name?.text ?? '');
  };
  return find(source, isMisnamed, 'name');
}

/** Names, texts and templates that match; comments do not count. */
export function codeThatNames(source: SourceFile, words: RegExp): string[] {
  const isNamed = (node: ts.Node) =>
    (ts.isIdentifier(node) ||
      ts.isPrivateIdentifier(node) ||
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isJsxText(node) ||
      ts.isRegularExpressionLiteral(node)) &&
    words.test(node.text);
  return find(source, isNamed, 'names a provider');
}

function find(source: SourceFile, matches: (node: ts.Node) => boolean, what: string): string[] {
  return nodesOf(source.ast)
    .filter(matches)
    .map((node) => `${placeOf(source, node)} ${what}: ${excerpt(node)}`);
}

function excerpt(node: ts.Node): string {
  return (node.getText().split('\n')[0] ?? '').trim().slice(0, 60);
}
