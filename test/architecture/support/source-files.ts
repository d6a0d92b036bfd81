import { readdirSync, readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const repositoryRoot = path.join(__dirname, '..', '..', '..');

/** What git ignores, and git itself. */
const NOT_OURS = new Set(['.git', 'node_modules', 'dist', '.tongfu', 'generated', 'coverage', '.env']);

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string;
  ast: ts.SourceFile;
}

/** The paths of all our files under a folder ('' is the whole repository), relative to the root. */
export function filesUnder(folder: string): string[] {
  const absolute = path.join(repositoryRoot, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name) && !entry.name.endsWith('.log'))
    .flatMap((entry) => {
      const relative = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(relative) : entry.isFile() ? [relative] : [];
    });
}

export function readRepositoryFile(file: string): string {
  return readFileSync(path.join(repositoryRoot, file), 'utf8');
}

/** Parses one file. A planted text stands in for a file that does not exist. */
export function parse(file: string, text: string): SourceFile {
  return { path: file, ast: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true) };
}

/** All TypeScript files under the folders, parsed. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap(filesUnder)
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => parse(file, readRepositoryFile(file)));
}

const known = new WeakMap<ts.Node, readonly ts.Node[]>();

/** Every node of a file, itself included, in the order of the text; walked once, however many rules ask. */
export function nodesOf(top: ts.Node): readonly ts.Node[] {
  const found = known.get(top);
  if (found) return found;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(top);
  known.set(top, nodes);
  return nodes;
}

/** "src/orders/order.ts:12", for the reader of a failed test. */
export function placeOf(source: SourceFile, node: ts.Node): string {
  return `${source.path}:${source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast)).line + 1}`;
}

/**
 * Holds a number of old findings: it may only go down.
 * @returns nothing where the count is as allowed, otherwise what to do
 */
export function ratchet(findings: string[], allowed: number): string[] {
  if (findings.length > allowed) return findings;
  return findings.length < allowed
    ? [`better than before: lower the allowed number to ${findings.length}`]
    : [];
}
