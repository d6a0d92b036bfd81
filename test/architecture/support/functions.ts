import ts from 'typescript';
import { nodesOf, placeOf, type SourceFile } from './source-files';

type FunctionNode = ts.SignatureDeclaration;

export interface FunctionFacts {
  place: string;
  name: string;
  lines: number;
  parameters: number;
}

/** All functions, methods, constructors and method signatures of a file. */
export function functionsOf(source: SourceFile): FunctionFacts[] {
  return nodesOf(source.ast)
    .filter(isFunction)
    .filter((node) => !isChapterOfTests(node))
    .map((node) => ({
      place: placeOf(source, node),
      name: nameOf(node),
      lines: linesOf(source, node),
      parameters: countedParameters(node),
    }));
}

function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && !ts.isFunctionTypeNode(node) && !ts.isConstructorTypeNode(node);
}

/** The callback of `describe` groups tests; it is a chapter, not a function. */
function isChapterOfTests(node: FunctionNode): boolean {
  if (!ts.isCallExpression(node.parent)) return false;
  return /^describe\b/.test(node.parent.expression.getText());
}

function nameOf(node: FunctionNode): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)
    ? node.parent.name.getText()
    : '(anonymous)';
}

function linesOf({ ast }: SourceFile, node: ts.Node): number {
  const first = ast.getLineAndCharacterOfPosition(node.getStart(ast)).line;
  return ast.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

/** The callback of `test.each` takes one row of a table, column by column. */
function readsRowOfTable({ parent }: FunctionNode): boolean {
  return (
    ts.isCallExpression(parent) && /^(test|it|describe)(\.\w+)*\.each\b/.test(parent.expression.getText())
  );
}

/** Express knows an error handler by its four parameters: (error, request, response, next). */
function countedParameters(node: FunctionNode): number {
  if (readsRowOfTable(node)) return 0;
  const names = node.parameters
    .map((parameter) => parameter.name.getText())
    .filter((name) => name !== 'this');
  const isErrorHandler = names.length === 4 && /^_?next$/.test(names.at(-1) ?? '');
  return isErrorHandler ? 3 : names.length;
}

/** The exported functions of a file that say nothing about themselves. One documented overload is enough. */
export function undocumentedExports(source: SourceFile): string[] {
  const documented = new Set<string>();
  const places = new Map<string, string>();
  for (const { name, node } of exportedFunctions(source)) {
    if (ts.getJSDocCommentsAndTags(node).length > 0) documented.add(name);
    else if (!places.has(name)) places.set(name, `${placeOf(source, node)} ${name}`);
  }
  return [...places].filter(([name]) => !documented.has(name)).map(([, place]) => place);
}

interface NamedFunction {
  name: string;
  node: ts.Node;
}

function exportedFunctions({ ast }: SourceFile): NamedFunction[] {
  return ast.statements.filter(isExported).flatMap((statement): NamedFunction[] => {
    if (ts.isFunctionDeclaration(statement)) {
      return [{ name: statement.name?.text ?? 'default', node: statement }];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations
      .filter(({ initializer }) => initializer && isFunctionExpression(initializer))
      .map((declaration) => ({ name: declaration.name.getText(), node: declaration }));
  });
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isFunctionExpression(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
