import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientPagePath, paths, safeReturnTo } from './paths'

describe('a place to return to', () => {
  test.each([
    '/',
    '/organizations',
    '/organizations/acme/members?q=ada%20b&sort=-name',
    '/invitations/abc#top',
    '/%2F%2Fevil.example',
  ])('%s is kept', (path) => {
    expect(safeReturnTo(path)).toBe(path)
  })

  test.each([
    ['another host', '//evil.example'],
    ['another host with a backslash', '/\\evil.example'],
    ['another host behind backslashes', '\\\\evil.example'],
    ['a backslash further on', '/a\\evil.example'],
    ['another host after a tab, which browsers leave away', '/\t/evil.example'],
    ['another host after a line end', '/\n/evil.example'],
    ['a header of its own', '/a\r\nSet-Cookie: a=b'],
    ['a NUL', '/a\u0000'],
    ['a whole address', 'https://evil.example/'],
    ['a script', 'javascript:alert(1)'],
    ['a path that depends on where one is', 'organizations'],
    ['nothing', ''],
    ['more than an address takes', `/${'a'.repeat(500)}`],
    ['no text', 7],
    ['two of them', ['/organizations']],
    ['nothing at all', undefined],
  ])('is never %s', (_, value) => {
    expect(safeReturnTo(value)).toBe('/workspaces')
    expect(safeReturnTo(value, '/profile')).toBe('/profile')
  })

  test('stays with us whatever is asked', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '\t',
      '\n',
      '\r',
      '@',
      ':',
      'https',
      'evil.example',
      '%2F',
      '%5C',
      '?',
      '#',
      ' ',
    )
    const anything = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
    )
    fc.assert(
      fc.property(anything, (value) => {
        expect(new URL(safeReturnTo(value), 'https://roster.example').origin).toBe('https://roster.example')
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('addresses', () => {
  test('leave out what is not asked, and quote what is', () => {
    expect(paths.signIn()).toBe('/sign-in')
    expect(paths.signIn('/organizations/a b?x=1&y=2')).toBe(
      '/sign-in?returnTo=%2Forganizations%2Fa+b%3Fx%3D1%26y%3D2',
    )
    expect(paths.signUp({ invitation: 'tok' })).toBe('/sign-up?invitation=tok')
    expect(paths.members('acme', 'ada@example.com')).toBe('/organizations/acme/members?q=ada%40example.com')
  })

  test('a secret that is none cannot lead elsewhere', () => {
    expect(paths.invitation('../../sign-out?x')).toBe('/invitations/..%2F..%2Fsign-out%3Fx')
  })
})

describe('an address that a client prints leads to our page', () => {
  const id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'
  test.each([
    [['runs', 'flow-run', id], `/organizations/acme/workspaces/night/flow-runs/${id}`],
    [['runs', 'flow-run', '..'], '/organizations/acme/workspaces/night/flow-runs'],
    [['runs'], '/organizations/acme/workspaces/night/flow-runs'],
    [['flows', 'flow', id], `/organizations/acme/workspaces/night/flow-runs?flow=${id}`],
    [['flows'], '/organizations/acme/workspaces/night/flows'],
    [['deployments', 'deployment', id], '/organizations/acme/workspaces/night'],
    [[], '/organizations/acme/workspaces/night'],
  ])('%j', (page, path) => {
    expect(clientPagePath('acme', 'night', page)).toBe(path)
  })
})
