import ts from 'typescript-6'
import { expect, test } from 'vitest'
import { calleeName, findNodes, listSources, listTests, parseSource, readSource } from './source'

// Two lists that only shrink, and started empty: actions without a test that they are denied, and what changes something
// without a test of the event it leaves. A list with something in it fails. Routes are walked by lib/http/all-routes.test.ts.

const sources = listSources(['lib'])
const actions = sources.filter((file) => /^lib\/[^/]+\/actions\.ts$/.test(file)).flatMap(actionsOfFile)

test('every action has a denial test', () => {
  const denials = denialTexts()
  expect(actions.length).toBeGreaterThan(20)
  expect(actions.map(({ name }) => name).filter((name) => !names(denials, name))).toEqual([])
})

test('every change that an action makes has a test of the event it leaves', () => {
  const tests = listTests()
    .flatMap(testsOfFile)
    .filter((text) => /\b(?:eventsOf|actionsOf)\(/.test(text))
  const changes = [...new Set(actions.flatMap(({ services }) => services))]
  expect(changes.length).toBeGreaterThan(15)
  expect(changes.filter((change) => !tests.some((text) => names(text, change)))).toEqual([])
})

type Action = { name: string; services: string[] }

/** The actions of a file, each with the service functions behind it. */
function actionsOfFile(file: string): Action[] {
  const source = parseSource(file)
  return source.statements.filter(ts.isFunctionDeclaration).map((declaration) => {
    const [run] = findNodes(declaration, ts.isCallExpression).filter(
      (call) => call.expression.getText() === 'runAction',
    )
    const service = run?.arguments[2]?.getText() ?? ''
    const home = importsOf(source).get(service)
    return {
      name: declaration.name?.text ?? '',
      services: home === './browser' ? calledBy(file, service) : [service],
    }
  })
}

/** What a function of the area's browser.ts, which only adds cookies, calls of the area's services. */
function calledBy(actionFile: string, name: string): string[] {
  const source = parseSource(actionFile.replace('actions.ts', 'browser.ts'))
  const declaration = source.statements
    .filter(ts.isFunctionDeclaration)
    .find((one) => one.name?.text === name)
  if (!declaration) throw new Error(`browser.ts has no ${name}`)
  const imports = importsOf(source)
  const called = findNodes(declaration, ts.isCallExpression).map((call) => call.expression.getText())
  const services = called.filter(
    (callee) => imports.get(callee)?.startsWith('./') && imports.get(callee) !== './cookie',
  )
  if (services.length === 0) throw new Error(`${name} calls no service`)
  return services
}

function importsOf(source: ts.SourceFile): Map<string, string> {
  const declarations = source.statements.filter(ts.isImportDeclaration)
  return new Map(
    declarations.flatMap((declaration) => {
      const bindings = declaration.importClause?.namedBindings
      const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
      const from = ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : ''
      return elements.map((element) => [element.name.text, from] as const)
    }),
  )
}

/** The end-to-end denials and every `describe('denials', …)`. */
function denialTexts(): string {
  const blocks = listTests().flatMap((file) =>
    findNodes(parseSource(file), ts.isCallExpression)
      .filter((call) => calleeName(call) === 'describe' && call.arguments[0]?.getText() === `'denials'`)
      .map((call) => call.getText()),
  )
  const tables = ['e2e/denials.spec.ts', 'e2e/helpers/single-sign-on-denials.ts'].map(readSource)
  return [...tables, ...blocks].join('\n')
}

/** The text of each test of a file, followed by that of the file's own functions that it uses. */
function testsOfFile(file: string): string[] {
  const source = parseSource(file)
  const helpers = helpersOf(source)
  return findNodes(source, ts.isCallExpression)
    .filter((call) => calleeName(call) === 'test' && ts.isExpressionStatement(call.parent))
    .map((call) => withHelpers(call.getText(), helpers))
}

function withHelpers(text: string, helpers: Map<string, string>): string {
  const unused = new Map(helpers)
  let whole = text
  for (;;) {
    const next = [...unused].find(([name]) => names(whole, name))
    if (!next) return whole
    unused.delete(next[0])
    whole += `\n${next[1]}`
  }
}

function helpersOf(source: ts.SourceFile): Map<string, string> {
  const functions = source.statements.filter(ts.isFunctionDeclaration)
  const variables = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
  return new Map(
    [...functions, ...variables].map((helper) => [helper.name?.getText() ?? '', helper.getText()]),
  )
}

function names(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text)
}
