import { listEvents } from '@/lib/audit/of-object'
import { auditEventView, eventsPage } from '@/lib/audit/schema'
import { getMemberConsequences } from '@/lib/members/consequences'
import { getMember } from '@/lib/members/detail'
import { getEffectivePermissions } from '@/lib/members/effective'
import { explainPermission } from '@/lib/members/explain'
import {
  changeMemberRoles,
  leaveOrganization,
  reactivateMember,
  reactivateMembers,
  removeMember,
  removeMembers,
  suspendMember,
  suspendMembers,
} from '@/lib/members/manage'
import {
  changeMemberRolesInput,
  effectivePermissionsInput,
  effectivePermissionsView,
  explainPermissionInput,
  leaveOrganizationInput,
  listMembersInput,
  memberConsequences,
  memberConsequencesInput,
  memberDetail,
  memberInput,
  memberParams,
  membersInput,
  memberView,
  permissionExplanation,
  memberOutcome,
} from '@/lib/members/schema'
import { listMembers } from '@/lib/members/service'
import { previewMemberRole } from '@/lib/roles/preview'
import { previewMemberRoleInput, roleEffects } from '@/lib/roles/schema'
import { listMemberWorkspacesInput, memberWorkspaceView } from '@/lib/workspaces/schema'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import { mutation, pagedQuery, query } from '../operation'
import { memberOutcomes } from '../views'

/** Members of the organization. */
export const memberOperations = [
  pagedQuery({
    name: 'members',
    description:
      'Lists members, filtered, searched and sorted, each with what the caller may do with them. Needs `read:member`.',
    input: listMembersInput,
    row: memberView,
    run: listMembers,
  }),
  query({
    name: 'member',
    description:
      'Reads one member; keys and sessions only for the member and for holders of `update:member`. Needs `read:member`.',
    input: memberParams,
    output: memberDetail,
    run: getMember,
  }),
  pagedQuery({
    name: 'member_workspaces',
    description:
      'Lists the workspaces that both the member and the caller can open, with where each access comes from. Needs `read:member`.',
    input: listMemberWorkspacesInput,
    row: memberWorkspaceView,
    run: listMemberWorkspaces,
  }),
  pagedQuery({
    name: 'member_events',
    description:
      'Lists the audit events about a member and by them, the newest first. Needs `read:audit_log` and a plan with an audit log.',
    input: memberParams.extend(eventsPage.shape),
    row: auditEventView,
    run: async (ctx, { membershipId, ...page }) =>
      listEvents(ctx, { ...page, about: { kind: 'member', membershipId } }),
  }),
  query({
    name: 'why',
    description:
      'Says whether a member or service account holds a permission, everything that has a say in it, and for a no what would have to ' +
      'change. Needs `read:member`.',
    input: explainPermissionInput,
    output: permissionExplanation,
    run: explainPermission,
  }),
  query({
    name: 'effective_permissions',
    description:
      'Says what a member or service account may do now in a workspace, or without one in the organization itself, and where it comes ' +
      'from. Needs `read:member`.',
    input: effectivePermissionsInput,
    output: effectivePermissionsView,
    run: getEffectivePermissions,
  }),
  query({
    name: 'member_consequences',
    description: 'Counts what suspending or deleting up to 200 memberships would end. Needs `read:member`.',
    input: memberConsequencesInput,
    output: memberConsequences,
    run: getMemberConsequences,
  }),
  query({
    name: 'membership_role_preview',
    description: 'Says who would gain and lose what if a member got another role. Needs `update:member`.',
    input: previewMemberRoleInput,
    output: roleEffects,
    run: previewMemberRole,
  }),
  mutation({
    name: 'set_membership_roles',
    description:
      'Gives up to 1,000 members other roles, each with its own outcome, as `set_membership_role` does.',
    input: changeMemberRolesInput,
    output: memberOutcomes,
    run: changeMemberRoles,
  }),
  mutation({
    name: 'suspend_membership',
    description:
      'Suspends a member, who loses everything at once and keeps their place. Needs `update:member` and every permission of the member ' +
      '(`outranked`); never oneself (`own_membership`) nor the last Administrator (`last_administrator`).',
    input: memberInput,
    output: memberOutcome,
    run: suspendMember,
  }),
  mutation({
    name: 'suspend_memberships',
    description: 'Suspends up to 1,000 members, each with its own outcome, as `suspend_membership` does.',
    input: membersInput,
    output: memberOutcomes,
    run: suspendMembers,
  }),
  mutation({
    name: 'reactivate_membership',
    description:
      'Gives a suspended member back what they had. Needs `update:member` and every permission of the member (`outranked`).',
    input: memberInput,
    output: memberOutcome,
    run: reactivateMember,
  }),
  mutation({
    name: 'reactivate_memberships',
    description:
      'Reactivates up to 1,000 members, each with its own outcome, as `reactivate_membership` does.',
    input: membersInput,
    output: memberOutcomes,
    run: reactivateMembers,
  }),
  mutation({
    name: 'delete_membership',
    description:
      'Ends a membership with its grants and the keys that were made for the organization. Needs `delete:member` and every permission of ' +
      'the member (`outranked`); keeps an active Administrator (`last_administrator`).',
    input: memberInput,
    output: memberOutcome,
    run: removeMember,
  }),
  mutation({
    name: 'delete_memberships',
    description: 'Ends up to 1,000 memberships, each with its own outcome, as `delete_membership` does.',
    input: membersInput,
    output: memberOutcomes,
    run: removeMembers,
  }),
  mutation({
    name: 'leave_organization',
    description:
      'Ends the user’s own membership; any active member may, but the last Administrator (`last_administrator`).',
    input: leaveOrganizationInput,
    output: memberOutcome,
    run: leaveOrganization,
  }),
]
