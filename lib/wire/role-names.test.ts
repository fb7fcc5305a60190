import { describe, expect, test } from 'vitest'
import { builtInRole, builtInRoles } from '@/lib/policy/roles'
import { builtInCalled, builtInKeysAt, descriptionUnder } from './role-names'

describe('a built-in role is called', () => {
  test.each([
    ['account', 'Admin', 'ADMINISTRATOR'],
    ['account', 'Owner', 'ADMINISTRATOR'],
    ['account', 'Member', 'MEMBER'],
    ['account', 'Read Only User', 'READ_ONLY_USER'],
    ['workspace', 'Owner', 'OWNER'],
    ['workspace', 'Developer', 'COLLABORATOR'],
    ['workspace', 'Viewer', 'READ_ONLY_COLLABORATOR'],
    ['workspace', 'Worker', 'RUNNER'],
  ] as const)('in the %s %s', (place, name, key) => {
    expect(builtInCalled(place, name)).toBe(key)
  })

  test.each([
    ['account', 'Developer'],
    ['account', 'admin'],
    ['account', ''],
    ['account', 'toString'],
    ['workspace', 'Admin'],
    ['workspace', 'Member'],
    ['workspace', '__proto__'],
  ] as const)('nothing in the %s by the name “%s”', (place, name) => {
    expect(builtInCalled(place, name)).toBeNull()
  })

  test('by its own name where it is given, and nowhere else', () => {
    const places = { organization: 'account', workspace: 'workspace' } as const
    for (const { key, name, level } of builtInRoles) {
      expect(builtInCalled(places[level], name)).toBe(key)
      expect(builtInKeysAt(places[level])).toContain(key)
      const elsewhere = level === 'organization' ? 'workspace' : 'account'
      expect(builtInKeysAt(elsewhere)).not.toContain(key)
    }
  })
})

test('a worker’s role says what it lacks, and every other what it is', () => {
  expect(descriptionUnder('Worker', 'RUNNER')).toContain('write_workers')
  expect(descriptionUnder('Runner', 'RUNNER')).toBe(builtInRole('RUNNER').description)
  expect(descriptionUnder('Admin', 'ADMINISTRATOR')).toBe(builtInRole('ADMINISTRATOR').description)
})
