import { z } from 'zod'

/** Every kind of event, one stable name each (`object.past_tense_verb`), and what it is called after the thing that it happened to. */
export const auditActionTitles = {
  'account.created': 'Created',
  'account.renamed': 'Renamed',
  'account.handle_changed': 'Handle changed',
  'account.profile_changed': 'Profile changed',
  'account.settings_changed': 'Settings changed',
  'account.domains_changed': 'Domains changed',
  'account.plan_changed': 'Plan changed',
  'account.ip_allowlist_changed': 'IP allowlist changed',
  'account.ip_allowlist_enforced': 'IP allowlist enforced',
  'account.ip_allowlist_lifted': 'IP allowlist lifted',
  'account.address_refused': 'Address refused',
  'account.suspended': 'Suspended by the operator',
  'account.reactivated': 'Reactivated by the operator',
  'account.deleted': 'Deleted',
  'membership.created': 'Joined',
  'membership.role_changed': 'Role changed',
  'membership.suspended': 'Suspended',
  'membership.reactivated': 'Reactivated',
  'membership.left': 'Left',
  'membership.deleted': 'Removed',
  'invitation.created': 'Sent',
  'invitation.resent': 'Sent again',
  'invitation.link_copied': 'Link copied',
  'invitation.role_changed': 'Role changed',
  'invitation.revoked': 'Revoked',
  'invitation.accepted': 'Accepted',
  'invitation.declined': 'Declined',
  'role.created': 'Created',
  'role.updated': 'Changed',
  'role.deleted': 'Deleted',
  'workspace.created': 'Created',
  'workspace.updated': 'Changed',
  'workspace.handle_changed': 'Handle changed',
  'workspace.default_role_changed': 'Default role changed',
  'workspace.transferred_away': 'Transferred away',
  'workspace.transferred_here': 'Transferred here',
  'workspace.deleted': 'Deleted',
  'grant.created': 'Added',
  'grant.role_changed': 'Role changed',
  'grant.expiry_changed': 'Expiry changed',
  'grant.deleted': 'Removed',
  'service_account.created': 'Created',
  'service_account.updated': 'Changed',
  'service_account.role_changed': 'Role changed',
  'service_account.suspended': 'Suspended',
  'service_account.reactivated': 'Reactivated',
  'service_account.deleted': 'Deleted',
  'api_key.created': 'Created',
  'api_key.rotated': 'Rotated',
  'api_key.updated': 'Changed',
  'api_key.revoked': 'Revoked',
  'user.signed_up': 'Signed up',
  'user.signed_in': 'Signed in',
  'user.sign_in_failed': 'Sign-in failed',
  'user.signed_out': 'Signed out',
  'user.email_verification_requested': 'Address verification asked for',
  'user.email_verified': 'Address verified',
  'user.name_changed': 'Name changed',
  'user.password_changed': 'Password changed',
  'user.password_reset_requested': 'Password reset asked for',
  'user.password_reset': 'Password reset',
  'user.suspended': 'Suspended by the operator',
  'user.reactivated': 'Reactivated by the operator',
  'user.sessions_ended': 'Signed out by the operator',
  'user.deleted': 'Deleted a user',
  'user.data_downloaded': 'Downloaded what is kept about a user',
  'session.revoked': 'Signed out from elsewhere',
  'flow.deleted': 'Deleted',
  'flow_run.started': 'Started',
  'flow_run.scheduled': 'Scheduled',
  'flow_run.resumed': 'Resumed',
  'flow_run.parameters_changed': 'Parameters changed',
  'flow_run.cancelled': 'Cancelled',
  'flow_run.deleted': 'Deleted',
  'audit_log.exported': 'Exported',
  'webhook.created': 'Created',
  'webhook.updated': 'Changed',
  'webhook.secret_rotated': 'Secret rotated',
  'webhook.tested': 'Tested',
  'webhook.replayed': 'Sent again',
  'webhook.deleted': 'Deleted',
  'mail.retried': 'Sent again',
  'mail.link_read': 'Link read',
  'job.retried': 'Tried again',
  'change.refused': 'Change refused',
} as const satisfies Record<`${string}.${string}`, string>

const groups: Readonly<Record<string, string>> = {
  account: 'Organization',
  membership: 'Members',
  invitation: 'Invitations',
  role: 'Roles',
  workspace: 'Workspaces',
  grant: 'Workspace sharing',
  service_account: 'Service accounts',
  api_key: 'API keys',
  user: 'People',
  session: 'Sessions',
  flow: 'Flows',
  flow_run: 'Flow runs',
  audit_log: 'Audit log',
  webhook: 'Webhooks',
  mail: 'Mail',
  job: 'Jobs',
  change: 'Refusals',
}

/** How many kinds of event one filter may name; each is read for itself. */
export const eventKindsAtMost = 20

/** A kind of event as people choose it: "Role changed" of "Members". */
export type EventKind = { action: string; title: string; group: string }

/** Every kind of event, those about one sort of thing together. */
export const eventKinds: readonly EventKind[] = Object.entries(auditActionTitles).map(([action, title]) => ({
  action,
  title,
  group: groups[action.replace(/\..*$/, '')] ?? 'Others',
}))

const known = new Map(eventKinds.map((kind) => [kind.action, kind]))

/** The kind that an action is of, or undefined for none. */
export function eventKindOf(action: string): EventKind | undefined {
  return known.get(action)
}

/** The same as people choose among them. */
export const eventKindOptions = eventKinds.map(({ action, title, group }) => ({
  value: action,
  label: title,
  group,
}))

/** The name of a kind of event, wherever one is given. */
export const auditAction = z.string().refine((action) => known.has(action), {
  error: ({ input }) => `There is no kind of event “${String(input).slice(0, 80)}”.`,
})
