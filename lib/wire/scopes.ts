import { permissionDefinitions } from '@/lib/policy/permissions'
import { listScopes, permissionsOfScope, type Scope } from '@/lib/policy/scopes'
import type { ScopeView } from './me-schema'

/** Every scope that a role can be made of, with those that come with it. */
export function listScopeViews(): ScopeView[] {
  const scopes = listScopes()
  return scopes.map((scope) => {
    const held = permissionsOfScope(scope)
    const includes = (other: Scope) =>
      other !== scope && [...permissionsOfScope(other)].every((permission) => held.has(permission))
    const [first] = permissionDefinitions.filter(({ aliases }) => aliases.includes(scope))
    const resource = first?.id.split(':')[1] ?? ''
    const reading = permissionDefinitions.find(({ id }) => id === `read:${resource}`)
    return {
      name: scope,
      title: first?.title ?? scope,
      feature_group: resource,
      includes_scopes: scopes.filter(includes),
      see_scope: reading?.aliases[0] ?? null,
      permissions: [...held],
    }
  })
}
