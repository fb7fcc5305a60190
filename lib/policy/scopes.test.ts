import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permissionDefinitions, withImplied, type Permission } from './permissions'
import { builtInRole } from './roles'
import { isScope, listScopes, permissionsOfScope, scopesHeld, type Scope } from './scopes'

const ids = permissionDefinitions.map((definition) => definition.id)

describe('what a scope stands for', () => {
  it.each<[Scope, readonly Permission[]]>([
    ['see_flows', ['read:flow']],
    ['write_flows', ['read:flow', 'create:flow', 'update:flow']],
    ['run_flows', ['read:flow', 'create:flow', 'update:flow', 'read:flow_run', 'create:flow_run']],
    ['manage_flows', ['read:flow', 'delete:flow']],
    ['see_flow_runs', ['read:flow_run']],
    ['write_blocks', ['read:block', 'create:block', 'update:block']],
    ['see_secret_blocks', ['read:block_secret']],
    ['run_deployments', ['read:deployment', 'run:deployment']],
    ['write_deployments', ['read:deployment', 'create:deployment', 'update:deployment', 'run:deployment']],
    ['see_workspace_settings', ['read:workspace']],
    ['write_workspace_settings', ['read:workspace', 'update:workspace']],
    ['manage_workspace_settings', ['read:workspace', 'delete:workspace']],
    ['see_workspace_users', ['read:workspace_access']],
    ['manage_workspace_users', ['read:workspace_access', 'update:workspace_access']],
    ['write_workers', ['read:worker', 'update:worker']],
    ['write_events', ['read:event', 'create:event']],
  ])('%s', (scope, permissions) => {
    expect(new Set(permissionsOfScope(scope))).toEqual(new Set(permissions))
  })

  it.each(listScopes().filter((scope) => scope.startsWith('see_')))('%s only lets one see', (scope) => {
    expect([...permissionsOfScope(scope)]).toEqual([expect.stringMatching(/^read:/)])
  })

  it.each(listScopes().filter((scope) => scope.startsWith('manage_')))(
    '%s is the last word on it',
    (scope) => {
      const changing = [...permissionsOfScope(scope)].filter((permission) => !permission.startsWith('read:'))
      const expected = scope === 'manage_workspace_users' ? /^update:/ : /^delete:/
      expect(changing).toEqual([expect.stringMatching(expected)])
    },
  )

  it.each(permissionDefinitions)(
    '$id has an alias exactly when it is of a workspace',
    ({ level, aliases }) => {
      expect(aliases.length > 0).toBe(level === 'workspace')
      expect(aliases.every(isScope)).toBe(true)
    },
  )
})

describe('the scopes held', () => {
  it('are none for none', () => {
    expect(scopesHeld(new Set())).toEqual([])
  })

  it('leave out a scope of which one part is missing', () => {
    expect(scopesHeld(withImplied(['create:block']))).toEqual(['see_blocks'])
    expect(scopesHeld(withImplied(['create:block', 'update:block']))).toEqual(['see_blocks', 'write_blocks'])
  })

  it('let a Runner run deployments, and not write them', () => {
    const held = scopesHeld(builtInRole('RUNNER').permissions)
    expect(held).toContain('run_deployments')
    expect(held.filter((scope) => /^(write|manage)_|run_flows|secret/.test(scope))).toEqual([])
  })

  it('are all of them for an Owner', () => {
    expect(scopesHeld(builtInRole('OWNER').permissions)).toEqual(listScopes())
  })

  it('of a role made only of scopes to see are exactly those', () => {
    const seeing = listScopes().filter((scope) => scope.startsWith('see_'))
    fc.assert(
      fc.property(fc.subarray(seeing), (given) => {
        const permissions = new Set(given.flatMap((scope) => [...permissionsOfScope(scope)]))
        expect(scopesHeld(permissions)).toEqual(given)
      }),
    )
  })

  it('never claim more than is held, nor leave out what is', () => {
    fc.assert(
      fc.property(fc.subarray(ids), (given) => {
        const permissions = withImplied(given)
        const held = scopesHeld(permissions)
        for (const scope of listScopes()) {
          const isComplete = [...permissionsOfScope(scope)].every((permission) => permissions.has(permission))
          expect(held.includes(scope)).toBe(isComplete)
        }
      }),
    )
  })
})

describe('recognizing scopes', () => {
  it.each([
    '',
    'see',
    'see_',
    'see_flow',
    'SEE_FLOWS',
    'run_blocks',
    '__proto__',
    'read:flow',
    null,
    7,
    ['see_flows'],
  ])('%o is none', (value) => {
    expect(isScope(value)).toBe(false)
  })

  it('knows each scope once', () => {
    expect(new Set(listScopes()).size).toBe(listScopes().length)
    expect(listScopes().every(isScope)).toBe(true)
  })
})
