import { describe, expect, test } from 'vitest'
import { builtIn, custom, member } from '@/lib/testing/policy-facts'
import { decideMapping, decideMappingVersion, decideRoleByGroups, type RoleStanding } from './rules'

const administrator = member(builtIn('ADMINISTRATOR'))

function reasonOf(decision: { allowed: boolean; reason?: string }): string {
  return decision.allowed ? 'allowed' : (decision.reason ?? '')
}

describe('what a group may give', () => {
  test.each([
    ['an organization role', builtIn('USER'), [], 'allowed'],
    ['a role in a workspace', null, [builtIn('OWNER')], 'allowed'],
    ['both', builtIn('MEMBER'), [builtIn('RUNNER'), custom('read:flow')], 'allowed'],
    ['nobody is made Administrator by a group', builtIn('ADMINISTRATOR'), [], 'administrator_by_provider'],
    ['no organization role in a workspace', null, [builtIn('USER')], 'organization_role'],
    ['no custom role of the organization in a workspace', null, [custom('read:member')], 'organization_role'],
    [
      'nothing beyond reading under a ceiling',
      builtIn('READ_ONLY_USER'),
      [builtIn('RUNNER')],
      'read_only_member',
    ],
    ['reading under a ceiling', builtIn('READ_ONLY_USER'), [builtIn('READ_ONLY_COLLABORATOR')], 'allowed'],
  ])('%s', (_, role, workspaces, reason) => {
    expect(reasonOf(decideMapping(administrator, { group: 'platform', role, workspaces }))).toBe(reason)
  })

  test('nobody has a group give what they do not hold', () => {
    const actor = member(custom('read:flow'))
    const given = { group: 'platform', role: custom('delete:flow'), workspaces: [] }
    expect(reasonOf(decideMapping(actor, given))).toBe('exceeds_own_permissions')
    const inWorkspace = { group: 'platform', role: null, workspaces: [builtIn('OWNER')] }
    expect(reasonOf(decideMapping(actor, inWorkspace))).toBe('exceeds_own_permissions')
  })

  test('who saves an older version is told', () => {
    expect(reasonOf(decideMappingVersion(2, 1))).toBe('changed_meanwhile')
    expect(reasonOf(decideMappingVersion(2, 2))).toBe('allowed')
    expect(reasonOf(decideMappingVersion(2, undefined))).toBe('allowed')
  })
})

describe('the organization role by groups', () => {
  const standing = (change: Partial<RoleStanding>): RoleStanding => ({
    roleId: 'hand',
    isAdministrator: false,
    mappingId: null,
    byHandId: null,
    memberRoleId: 'member',
    given: [],
    ...change,
  })
  const gives = (mappingId: string, roleId: string, isAdministrator = false) => ({
    mappingId,
    roleId,
    isAdministrator,
  })

  test.each([
    ['stays where no group gives one', standing({}), null],
    [
      'is that of the group, and the former one is noted',
      standing({ given: [gives('a', 'user')] }),
      { roleId: 'user', mappingId: 'a', byHandId: 'hand' },
    ],
    [
      'is that of the first of several',
      standing({ given: [gives('a', 'user'), gives('b', 'reader')] }),
      { roleId: 'user', mappingId: 'a', byHandId: 'hand' },
    ],
    [
      'stays while the same group gives it',
      standing({ roleId: 'user', mappingId: 'a', byHandId: 'hand', given: [gives('a', 'user')] }),
      null,
    ],
    [
      'goes to the next group, and the noted one stays noted',
      standing({ roleId: 'user', mappingId: 'a', byHandId: 'hand', given: [gives('b', 'reader')] }),
      { roleId: 'reader', mappingId: 'b', byHandId: 'hand' },
    ],
    [
      'returns when the group goes',
      standing({ roleId: 'user', mappingId: 'a', byHandId: 'hand' }),
      { roleId: 'hand', mappingId: null, byHandId: null },
    ],
    [
      'is Member where the noted one is gone',
      standing({ roleId: 'user', mappingId: 'a' }),
      { roleId: 'member', mappingId: null, byHandId: null },
    ],
    [
      'follows another role of the same group',
      standing({ roleId: 'user', mappingId: 'a', byHandId: 'hand', given: [gives('a', 'reader')] }),
      { roleId: 'reader', mappingId: 'a', byHandId: 'hand' },
    ],
    [
      'of an Administrator is never changed',
      standing({ isAdministrator: true, given: [gives('a', 'user')] }),
      null,
    ],
    ['is never Administrator, whatever a row says', standing({ given: [gives('a', 'admin', true)] }), null],
  ])('%s', (_, facts, expected) => {
    expect(decideRoleByGroups(facts)).toEqual(expected)
  })
})
