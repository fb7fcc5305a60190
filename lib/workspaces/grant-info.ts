/** Of any number of grants, a page and an event name so many. */
export const grantsNamed = 100

/** A grant as audit events about a workspace that goes record it. */
export function grantInfo(grant: { membershipId: string; name: string; role: string; roleId: string }) {
  const { membershipId, name, role, roleId } = grant
  return { membership_id: membershipId, member: name, role, role_id: roleId }
}
