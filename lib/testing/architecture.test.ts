import ts from 'typescript-6'
import { describe, expect, test } from 'vitest'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { findNodes, listSources, parseSource, readSource } from './source'

// Rules that neither the linter nor the import check can see. There are no exceptions to any; the one list only shrinks.

const product = listSources(['app', 'components', 'lib', 'prisma'])
const actionFiles = product.filter((file) => /^lib\/[^/]+\/actions\.ts$/.test(file))

test('there is a product to look at', () => {
  expect(product.length).toBeGreaterThan(200)
  expect(actionFiles.length).toBeGreaterThan(5)
})

describe('server actions', () => {
  test('are only in actions.ts: nothing else is callable from a browser', () => {
    const withDirective = product.filter((file) => findNodes(parseSource(file), isServerDirective).length > 0)
    expect(withDirective.sort()).toEqual([...actionFiles].sort())
  })

  test.each(actionFiles)('%s exports actions and nothing else', (file) => {
    const [directive, ...statements] = parseSource(file).statements
    expect(directive && ts.isExpressionStatement(directive) && isServerDirective(directive.expression)).toBe(
      true,
    )
    for (const statement of statements) {
      if (ts.isImportDeclaration(statement)) continue
      expect(problemOfAction(statement), statement.getText()).toBeNull()
    }
  })
})

test('settings are read in lib/env.ts alone', () => {
  const readers = product.filter((file) => /\bprocess\.env\b|from 'node:process'/.test(readSource(file)))
  expect(readers).toEqual(['lib/env.ts'])
})

describe('addresses', () => {
  const areas = [
    'account',
    'workspaces',
    'organizations',
    'sign-in',
    'sign-up',
    'verify-email',
    'forgot-password',
    'reset-password',
    'invitations',
    'auth',
    'profile',
    'operator',
    'address-refused',
    'account-suspended',
    'sso',
    'sso-required',
    'session-bound',
    'api',
  ]
  // Where they are made, and where the routes behind them are defined.
  const homes = /^lib\/(?:paths\.ts|http\/)/

  test('are made in lib/paths.ts alone', () => {
    const own = new RegExp(`^/(?:${areas.join('|')})(?:[/?#]|$)`)
    const handwritten = product
      .filter((file) => !homes.test(file))
      .flatMap((file) =>
        textsOf(file)
          .filter((text) => own.test(text))
          .map((text) => `${file}: ${text}`),
      )
    expect(handwritten).toEqual([])
  })

  test('a link, a redirect or a push never has a text of its own', () => {
    const linking =
      /(?:\b(?:href|action)=\{?|\b(?:redirect|permanentRedirect|push|replace|prefetch)\()["'`]\//
    expect(product.filter((file) => linking.test(readSource(file)))).toEqual([])
  })

  test('the list of areas above is complete: every folder of app that has a page is in it', () => {
    const segments = pages().map((file) =>
      file.split('/').find((part, index) => index > 0 && !part.startsWith('(')),
    )
    const own = new Set(segments.filter((segment) => segment !== 'page.tsx' && segment !== 'kit-preview'))
    expect([...own].filter((segment) => segment && !areas.includes(segment))).toEqual([])
  })
})

test('every page has a title, its own or that of its folder’s layout', () => {
  const untitled = pages().filter((file) => {
    if (isRedirectOnly(file)) return false
    const layout = file.replace(/page\.tsx$/, 'layout.tsx')
    return !hasTitle(file) && !(layout !== 'app/layout.tsx' && product.includes(layout) && hasTitle(layout))
  })
  expect(untitled).toEqual([])
})

test('the only route of Next’s own is next-auth’s; the rest of /api is the router’s', () => {
  expect(product.filter((file) => /^app\/.*\/route\.tsx?$/.test(file))).toEqual([
    'app/api/auth/[...nextauth]/route.ts',
  ])
})

test('ids that come in are read by uuid() of lib/uuid.ts, so that they compare as text; z.uuid() is for what is answered', () => {
  // Areas whose schemas are checked with theirs; lib/graphql/views.ts has answers alone; lib/uuid.ts is where the one is made of the other.
  const elsewhere =
    /^lib\/(?:uuid\.ts|workspaces\/schema\.ts|sharing\/schema\.ts|graphql\/views\.ts|invitations\/schema\.ts$)/
  const answered = /(?:View|Summary|Row|Detail|Explanation|[oO]utcome|Reference)$/
  const isPlainUuid = (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) && node.expression.getText() === 'z.uuid'
  const incoming = product
    .filter((file) => file.startsWith('lib/') && !elsewhere.test(file))
    .flatMap((file) =>
      findNodes(parseSource(file), isPlainUuid)
        .map(declaredName)
        .filter((name) => !answered.test(name))
        .map((name) => `${file}: ${name}`),
    )
  expect(incoming).toEqual([])
})

// unused-permissions.txt has those whose features are still to come. It only shrinks: remove what is used, add nothing.
test('every permission is asked for somewhere outside the policy', () => {
  const code = product
    .filter((file) => !file.startsWith('lib/policy/'))
    .map(readSource)
    .join('\n')
  const unused = permissionDefinitions.map(({ id }) => id).filter((id) => !code.includes(`'${id}'`))
  const listed = readSource('lib/testing/unused-permissions.txt').split('\n').filter(Boolean)
  expect(unused).toEqual(listed)
})

/** The name of the outermost variable that a node is part of. */
function declaredName(node: ts.Node): string {
  if (!ts.isSourceFile(node.parent)) return declaredName(node.parent)
  const [declaration] = ts.isVariableStatement(node) ? node.declarationList.declarations : []
  return declaration?.name.getText() ?? ''
}

function isServerDirective(node: ts.Node): node is ts.StringLiteral {
  return ts.isStringLiteral(node) && node.text === 'use server' && ts.isExpressionStatement(node.parent)
}

/** Why a statement is no action of one of the two shapes, or null: `return runAction(…)`, or runAction and then a redirect. */
function problemOfAction(statement: ts.Statement): string | null {
  if (!ts.isFunctionDeclaration(statement)) return 'no function'
  const modifiers = statement.modifiers?.map((modifier) => modifier.getText()).join(' ')
  if (modifiers !== 'export async') return 'not exported, or not async'
  if (!statement.name?.text.endsWith('Action')) return 'not called …Action'
  const [first, second, ...others] = statement.body?.statements ?? []
  if (!first || others.length > 0) return 'a body of its own'
  const ran = second ? runActionOfVariable(first) : runActionOfReturn(first)
  if (!ran) return 'the first statement does not run runAction'
  if (second && !isRedirect(second)) return 'does something after runAction'
  return ran.arguments.length === 3 &&
    ran.arguments.every((_, index) => index === 1 || ts.isIdentifier(ran.arguments[index] ?? ran))
    ? null
    : 'runAction takes a schema, the input and a service'
}

function runActionOfReturn(statement: ts.Statement): ts.CallExpression | null {
  return ts.isReturnStatement(statement) ? runActionOf(statement.expression) : null
}

function runActionOfVariable(statement: ts.Statement): ts.CallExpression | null {
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return null
  const value = statement.declarationList.declarations[0]?.initializer
  return value && ts.isAwaitExpression(value) ? runActionOf(value.expression) : null
}

function runActionOf(expression: ts.Expression | undefined): ts.CallExpression | null {
  return expression && ts.isCallExpression(expression) && expression.expression.getText() === 'runAction'
    ? expression
    : null
}

function isRedirect(statement: ts.Statement): boolean {
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.expression.getText() === 'redirect'
  )
}

function pages(): string[] {
  return product.filter((file) => /^app\/(?:.*\/)?page\.tsx$/.test(file))
}

function hasTitle(file: string): boolean {
  return /export (?:const metadata|async function generateMetadata)\b[\s\S]*?\btitle\b/.test(readSource(file))
}

function isRedirectOnly(file: string): boolean {
  const source = parseSource(file)
  const shows = findNodes(
    source,
    (node): node is ts.Node =>
      ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node),
  )
  return shows.length === 0 && /\bredirect\(/.test(source.text)
}

/** Every text in a file, the fixed beginnings of templates included. */
function textsOf(file: string): string[] {
  const isText = (
    node: ts.Node,
  ): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateHead =>
    ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node)
  return findNodes(parseSource(file), isText).map((node) => node.text)
}
