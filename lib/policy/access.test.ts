import { describe, expect, it } from 'vitest'
import { builtIn, custom, future, grant, member, now, past, workspace } from '../testing/policy-facts'
import { organizationPermissions, type MembershipFacts, type WorkspaceFacts } from './evaluate'
import { builtInRole } from './roles'
import { accountWordOf, organizationAccess, workspaceAccess } from './access'

const everyone = member(builtIn('MEMBER'))
const runner = grant(builtIn('RUNNER'))
const reader = builtIn('READ_ONLY_COLLABORATOR')

describe('the access to a workspace', () => {
  it.each<[string, MembershipFacts, WorkspaceFacts]>([
    ['', everyone, workspace()],
    ['', everyone, workspace({ grants: [grant(builtIn('OWNER'), past)] })],
    ['', member(builtIn('USER'), { status: 'SUSPENDED' }), workspace({ defaultRole: reader })],
    [
      '',
      member(builtIn('MEMBER'), { kind: 'SERVICE_ACCOUNT' }),
      workspace({ defaultRole: builtIn('OWNER') }),
    ],
    ['Administrator of the organization', member(builtIn('ADMINISTRATOR')), workspace()],
    ['Read-only Collaborator by default', everyone, workspace({ defaultRole: reader })],
    ['Runner directly', everyone, workspace({ grants: [runner] })],
    [
      'Read-only Collaborator by default + Runner directly',
      everyone,
      workspace({ defaultRole: reader, grants: [runner] }),
    ],
    [
      'Night shift of the organization + Runner directly',
      member(custom('delete:flow')),
      workspace({ grants: [grant(builtIn('OWNER'), past), runner] }),
    ],
    [
      'Read Only User of the organization + Owner directly, limited by Read Only User',
      member(builtIn('READ_ONLY_USER')),
      workspace({ grants: [grant(builtIn('OWNER'))] }),
    ],
    [
      'Read Only User of the organization + Read-only Collaborator directly',
      member(builtIn('READ_ONLY_USER')),
      workspace({ grants: [grant(reader)] }),
    ],
  ])('reads: %s', (summary, membership, facts) => {
    expect(workspaceAccess(membership, facts, now).summary).toBe(summary)
  })

  it('names each role with its end, and counts what they give together', () => {
    const facts = workspace({ defaultRole: reader, grants: [grant(builtIn('RUNNER'), future)] })
    expect(workspaceAccess(everyone, facts, now)).toMatchObject({
      sources: [
        { kind: 'default_role', role: { id: reader.id, name: 'Read-only Collaborator' }, expiresAt: null },
        { kind: 'grant', role: { name: 'Runner' }, expiresAt: future },
      ],
      permissionCount: builtInRole('RUNNER').permissions.size,
    })
  })
})

describe('the access to the account itself', () => {
  it.each<[string, MembershipFacts]>([
    ['', member(builtIn('ADMINISTRATOR'), { status: 'SUSPENDED' })],
    ['Administrator of the organization', member(builtIn('ADMINISTRATOR'))],
    ['Member of the organization', everyone],
    ['Read Only User of the organization', member(builtIn('READ_ONLY_USER'))],
    ['Member by belonging to the organization', member(custom('read:flow'))],
    [
      'Night shift of the organization + Member by belonging to the organization',
      member(custom('create:workspace', 'read:flow')),
    ],
  ])('reads: %s', (summary, membership) => {
    const access = organizationAccess(membership)
    expect(access.summary).toBe(summary)
    expect(access.permissionCount).toBe(organizationPermissions(membership).size)
  })

  it('calls a personal account by its name', () => {
    const word = accountWordOf({ kind: 'PERSONAL' })
    expect(organizationAccess(everyone, word).summary).toBe('Member of the account')
  })
})
