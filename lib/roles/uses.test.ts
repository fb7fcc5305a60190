import { describe, expect, test } from 'vitest'
import { usesInAccount, usesInWorkspaces, usesSummary, usesText, type RoleUses } from './uses'

const unused: RoleUses = {
  members: 0,
  serviceAccounts: 0,
  returning: 0,
  invitations: 0,
  invitedWorkspaces: 0,
  grants: 0,
  defaults: 0,
  connections: 0,
  groups: 0,
  groupGrants: 0,
}

describe('the uses of a role in words', () => {
  test.each<[Partial<RoleUses> & { isEstimate?: boolean }, string, string]>([
    [{}, 'not used', 'Nobody'],
    [{ members: 1 }, 'held by 1 member', '1 member'],
    [{ members: 12_345 }, 'held by 12,345 members', '12,345 members'],
    [{ members: 12_345, isEstimate: true }, 'held by about 12,000 members', 'about 12,000 members'],
    [
      { serviceAccounts: 1, grants: 1 },
      'held by 1 service account and granted once in workspaces',
      '1 service account, 1 grant',
    ],
    [
      { invitations: 2, invitedWorkspaces: 3 },
      'offered in 2 pending invitations and offered 3 times in workspaces by pending invitations',
      '2 invitations, 3 offered grants',
    ],
    [{ returning: 2 }, 'kept for 2 members with another by a group', '2 returning members'],
    [{ defaults: 1 }, 'the default role of 1 workspace', '1 default'],
  ])('%j', (uses, sentence, words) => {
    expect(usesText({ ...unused, ...uses })).toBe(sentence)
    expect(usesSummary({ ...unused, ...uses })).toBe(words)
  })
})

test('every use is one in the account or one in workspaces, never both', () => {
  for (const kind of Object.keys(unused)) {
    const uses = { ...unused, [kind]: 1 }
    expect(usesInAccount(uses) + usesInWorkspaces(uses)).toBe(1)
  }
})

test('what the viewer may not know is left out, and said to be', () => {
  const hidden = {
    returning: null,
    invitations: null,
    invitedWorkspaces: null,
    grants: null,
    defaults: null,
    connections: null,
    groups: null,
    groupGrants: null,
  }
  const [some, none] = [
    { members: 2, serviceAccounts: 0, ...hidden },
    { members: 0, serviceAccounts: 0, ...hidden },
  ]
  expect(usesText(some)).toBe('held by 2 members, as far as you can see')
  expect(usesText(none)).toBe('not used, as far as you can see')
  expect([usesSummary(some), usesSummary(none)]).toEqual(['2 members', '–'])
  expect([usesInAccount(some), usesInWorkspaces(some)]).toEqual([2, 0])
})
