import ts from 'typescript-6'
import { findNodes, parseSource } from './source'

/** A function of the product's code. */
export type Declared = {
  file: string
  name: string
  isExported: boolean
  /** Whether it takes the context of a request first. */
  takesRequest: boolean
  /** The names of what it calls; `a store that writes` for any such function of a store. */
  calls: Set<string>
}

const writing = /^store\.(?:set|create|update|delete|note|revoke|mark)[A-Z]/

/** The functions that files declare, in the order of the files. */
export function declaredIn(files: string[]): Declared[] {
  return files.flatMap(functionsOf)
}

/** Says of names what they and everything they come to call are called; nothing is followed into the functions that are left out. */
export function closureIn(
  declared: readonly Declared[],
  leftOut: readonly string[] = [],
): (names: string[]) => Set<string> {
  const callsOf = new Map<string, Set<string>>()
  for (const { name, calls } of declared) callsOf.set(name, new Set([...(callsOf.get(name) ?? []), ...calls]))
  for (const name of leftOut) callsOf.delete(name)
  return (names) => {
    const found = new Set(names)
    for (const name of found) for (const called of callsOf.get(name) ?? []) found.add(called)
    return found
  }
}

/** What the services of a file are imported as. */
export function importedNames(file: string): string[] {
  return parseSource(file)
    .statements.filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => {
      const bindings = importClause?.namedBindings
      return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : []
    })
}

function functionsOf(file: string): Declared[] {
  return parseSource(file).statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      const [first] = statement.parameters
      const isExported = (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
      const takesRequest = first?.type?.getText() === 'Ctx'
      return [{ file, name: statement.name.text, isExported, takesRequest, calls: namesIn(statement) }]
    }
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations.map((declaration) => ({
      file,
      name: declaration.name.getText(),
      isExported: false,
      takesRequest: false,
      calls: namesIn(declaration),
    }))
  })
}

function namesIn(node: ts.Node): Set<string> {
  const calls = findNodes(node, ts.isCallExpression).map(({ expression }) => expression)
  const stored = calls.filter((call) => writing.test(call.getText())).map(() => 'a store that writes')
  // `table[key](…)`: the table's functions.
  const tables = calls.filter(ts.isElementAccessExpression).map(({ expression }) => expression)
  return new Set([...[...calls, ...tables].filter(ts.isIdentifier).map(({ text }) => text), ...stored])
}
