import { describe, expect, it } from 'vitest'
import { memberPageQueries, questionOf } from './member-queries'
import { memberKeys } from './queries'

const known = [
  { id: 'update:member', level: 'organization' as const },
  { id: 'read:flow', level: 'workspace' as const },
]

describe('the question in an address', () => {
  it.each([
    [{ permission: 'update:member' }, { permission: 'update:member', workspaceId: null }],
    [
      { permission: 'update:member', workspace: 'w' },
      { permission: 'update:member', workspaceId: null },
    ],
    [
      { permission: 'read:flow', workspace: 'w' },
      { permission: 'read:flow', workspaceId: 'w' },
    ],
    [{ permission: 'read:flow', workspace: null }, null],
    [{ permission: 'read:flow', workspace: ['v', 'w'] }, null],
    [{ permission: 'read:nothing', workspace: 'w' }, null],
    [{ permission: ['update:member'] }, null],
    [{}, null],
  ])('%j asks %j', (params, question) => {
    expect(questionOf(params, known)).toEqual(question)
  })
})

it('a change of members makes everything on the page of a member stale', () => {
  const of = { accountId: 'a', membershipId: 'm' }
  const query = { search: '', sort: '', after: null }
  const keys = [
    memberPageQueries.detail(of),
    memberPageQueries.workspaces(of, query),
    memberPageQueries.explanation(of, { permission: 'read:flow', workspaceId: 'w' }),
    memberPageQueries.permissions(of, 'w'),
    memberPageQueries.events(of, null),
  ].map(({ queryKey }) => queryKey)
  const prefix = memberKeys.all('a')
  for (const key of keys) expect(key.slice(0, prefix.length)).toEqual(prefix)
})
