import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
// TypeScript 7 has no interface to its parser; its predecessor reads the same language.
import ts from 'typescript-6'

const root = new URL('../..', import.meta.url).pathname

/** The product's source files below some folders, tests left out; paths from the root. */
export function listSources(folders: string[]): string[] {
  return listFiles(folders).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|^lib\/(?:testing|db\/generated)\//.test(file),
  )
}

/** All test files, end-to-end ones included; paths from the root. */
export function listTests(): string[] {
  return listFiles(['app', 'components', 'e2e', 'lib', 'prisma']).filter((file) =>
    /\.(?:test|spec)\.(?:tsx?|mjs)$/.test(file),
  )
}

export function readSource(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** A file's syntax tree; its nodes know their parents and their text. */
export function parseSource(file: string): ts.SourceFile {
  const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return ts.createSourceFile(file, readSource(file), ts.ScriptTarget.Latest, true, kind)
}

/** Every node below one, itself first, that a test holds for. */
export function findNodes<Node extends ts.Node>(
  from: ts.Node,
  isWanted: (node: ts.Node) => node is Node,
): Node[] {
  const found: Node[] = []
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(from)
  return found
}

/** The name of what a call calls: `test` of `test(…)`, `test.each(…)(…)` and `test.skip(…)`. */
export function calleeName(call: ts.CallExpression): string {
  let { expression } = call as { expression: ts.Expression } // narrowed step by step below
  while (ts.isCallExpression(expression) || ts.isPropertyAccessExpression(expression))
    expression = expression.expression
  return expression.getText()
}

function listFiles(folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')),
  )
}
