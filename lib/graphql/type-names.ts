import type { z } from 'zod'
import { myAccount } from '@/lib/accounts/schema'
import { apiKeyView } from '@/lib/api-keys/schema'
import { auditEventView, auditLogRow } from '@/lib/audit/schema'
import { capabilityView } from '@/lib/capability'
import { invitationView } from '@/lib/invitations/schema'
import { mailStatus, outboxMail, outboxRow } from '@/lib/mail/schema'
import {
  memberCapabilitiesView,
  effectivePermissionsView,
  memberDetail,
  memberView,
  permissionExplanation,
  principalView,
} from '@/lib/members/schema'
import { planName } from '@/lib/plans/schema'
import {
  assignableRoleView,
  effectView,
  holderKind,
  holderView,
  roleDetail,
  roleEffects,
  rolePermissionsView,
  roleView,
} from '@/lib/roles/schema'
import { serviceAccountDetail, serviceAccountView } from '@/lib/service-accounts/schema'
import { sessionView } from '@/lib/sessions/schema'
import { accessEffects, accessView, candidateView } from '@/lib/sharing/schema'
import { viewerView } from '@/lib/users/viewer'
import {
  accessSummary,
  accountReference,
  memberWorkspaceView,
  myWorkspaceView,
  transferPreview,
  workspaceDetail,
  workspaceReference,
  workspaceView,
} from '@/lib/workspaces/schema'
import {
  accessOutcome,
  accessOutcomes,
  createdAccount,
  createdKey,
  emailLink,
  emailOnly,
  handleOnly,
  idOnly,
  invitationPage,
  memberOutcome,
  memberOutcomes,
  namedThing,
  nameOnly,
  organizationProfile,
  signUpOutcome,
  success,
} from './views'

/** Names of the types that operations answer or take, where they are not those of their one operation. */
export const typeNames: ReadonlyMap<z.core.$ZodType, string> = new Map<z.core.$ZodType, string>([
  [accessEffects, 'AccessEffects'],
  [accessOutcome, 'AccessOutcome'],
  [accessOutcomes, 'AccessOutcomes'],
  [accessSummary, 'AccessSummary'],
  [accessView, 'WorkspaceAccess'],
  [accountReference, 'AccountReference'],
  [myAccount, 'Account'],
  [apiKeyView, 'ApiKey'],
  [assignableRoleView, 'AssignableRole'],
  [auditEventView, 'AuditEvent'],
  [auditLogRow, 'AuditLog'],
  [candidateView, 'AccessCandidate'],
  [capabilityView, 'Capability'],
  [createdAccount, 'CreatedAccount'],
  [createdKey, 'CreatedKey'],
  [effectView, 'RoleEffect'],
  [effectivePermissionsView, 'EffectivePermissions'],
  [emailLink, 'MailedLink'],
  [emailOnly, 'Address'],
  [handleOnly, 'Handle'],
  [holderKind, 'RoleHolderKind'],
  [holderView, 'RoleHolder'],
  [idOnly, 'Reference'],
  [invitationPage, 'InvitationLink'],
  [invitationView, 'Invitation'],
  [mailStatus, 'MailStatus'],
  [memberCapabilitiesView, 'MemberCapabilities'],
  [memberDetail, 'MemberDetail'],
  [memberOutcome, 'MemberOutcome'],
  [memberOutcomes, 'MemberOutcomes'],
  [memberView, 'Member'],
  [memberWorkspaceView, 'MemberWorkspace'],
  [myWorkspaceView, 'MyWorkspace'],
  [namedThing, 'NamedReference'],
  [nameOnly, 'Name'],
  [organizationProfile, 'OrganizationProfile'],
  [outboxMail, 'OutboxMail'],
  [outboxRow, 'Mail'],
  [permissionExplanation, 'PermissionExplanation'],
  [planName, 'PlanName'],
  [principalView, 'User'],
  [roleDetail, 'RoleDetail'],
  [roleEffects, 'RoleEffects'],
  [rolePermissionsView, 'AuthRole'],
  [roleView, 'Role'],
  [serviceAccountDetail, 'ServiceAccountDetail'],
  [serviceAccountView, 'ServiceAccount'],
  [sessionView, 'Session'],
  [signUpOutcome, 'SignUpResult'],
  [success, 'Success'],
  [transferPreview, 'TransferPreview'],
  [viewerView, 'Viewer'],
  [workspaceDetail, 'WorkspaceDetail'],
  [workspaceReference, 'WorkspaceReference'],
  [workspaceView, 'Workspace'],
])
