import ts from 'typescript-6'
import { describe, expect, test } from 'vitest'
import { findNodes, listSources, parseSource } from '@/lib/testing/source'
import { operations } from './all-operations'

// Whatever somebody can change through a page or the command line, they can change through an operation. A change is found by what it
// does: it takes the context of a request and writes, in a transaction or one statement, itself or through what it calls. No exceptions.

/** What every change comes down to. */
const writes = ['withTransaction', 'changeAccount', 'changeWorkspace', 'a store that writes']
const writing = /^store\.(?:set|create|update|delete|note|revoke|mark)[A-Z]/

// Doors, and what is below them: the operations reach what these call.
const doors =
  /^lib\/(?:graphql|http|wire|testing|cli|seed|jobs|db|authz|audit)\/|\/(?:actions|browser|[a-z-]*store)\.ts$/
// next-auth's own, behind its routes: they prove who somebody is and give a cookie, which a key does without.
const nextAuth = /^lib\/sessions\/(?:sign-in|auth-options)\.ts$/

type Declared = { file: string; name: string; isExported: boolean; takesRequest: boolean; calls: Set<string> }

const declared = listSources(['lib']).flatMap(functionsOf)
const callsOf = new Map<string, Set<string>>()
for (const { name, calls } of declared) callsOf.set(name, new Set([...(callsOf.get(name) ?? []), ...calls]))

// Whoever is let in or not: the event of a refused address is no change of whatever was asked for.
callsOf.delete('requireAdmission')

const operationFiles = listSources(['lib/graphql/operations'])
const reached = closure(operationFiles.flatMap(importedNames))
const changes = declared.filter(
  ({ file, name, isExported, takesRequest }) =>
    isExported && takesRequest && !doors.test(file) && writes.some((write) => closure([name]).has(write)),
)

describe('every change has an operation', () => {
  test('there are changes and operations to compare', () => {
    expect(changes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'createRole',
        'pinWorkspace',
        'setPlan',
        'retryMail',
        'addUser',
        'signUp',
        'createServiceAccount',
      ]),
    )
    expect(operations.filter(({ kind }) => kind === 'mutation').length).toBeGreaterThan(50)
  })

  test('that reaches it, without an exception', () => {
    const missing = changes.filter(({ file, name }) => !nextAuth.test(file) && !reached.has(name))
    expect(missing.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
  })

  test('and each operation has a name of its own', () => {
    const names = operations.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*$/.test(name))).toEqual([])
  })
})

/** The functions of a file, with the names of what each calls. */
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
  return new Set([...calls.filter(ts.isIdentifier).map(({ text }) => text), ...stored])
}

/** What the services of a file are imported as. */
function importedNames(file: string): string[] {
  return parseSource(file)
    .statements.filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => {
      const bindings = importClause?.namedBindings
      return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : []
    })
}

/** These names and those of everything they come to call. */
function closure(names: string[]): Set<string> {
  const found = new Set(names)
  for (const name of found) for (const called of callsOf.get(name) ?? []) found.add(called)
  return found
}
