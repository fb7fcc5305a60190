import type { RoleFacts } from './roles'

/** A principal's place in the account that the decision is about. */
export type MembershipFacts = {
  readonly kind: 'USER' | 'SERVICE_ACCOUNT'
  readonly status: 'ACTIVE' | 'SUSPENDED'
  /** The organization role. */
  readonly role: RoleFacts
}

/** What one workspace of that account gives to that one membership. */
export type WorkspaceFacts = {
  /** The role of "Anyone at …"; null is *No access*. */
  readonly defaultRole: RoleFacts | null
  /** The grants of this membership on this workspace, expired ones and those by groups too. */
  readonly grants: readonly GrantFacts[]
}

export type GrantFacts = {
  readonly role: RoleFacts
  /** The moment from which the grant gives nothing any more; null is never. */
  readonly expiresAt: Date | null
  /** The group at the organization's identity provider that gives it; nothing for one that was given by hand. */
  readonly group?: string
}
