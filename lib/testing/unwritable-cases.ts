import { goodPassword } from './people'
import { ssoCases } from './unwritable-sso-cases'
import { emailIn, type Caller, type UnwritableWorld } from './unwritable-world'

/**
 * What is sent to make one change, by the Administrator and in the organization unless said; several for an operation of which each part records
 * by itself.
 */
type Sent = Record<string, unknown>
export type UnwritableCase = { as?: Caller; in?: 'organization' | 'other'; input?: Sent | Sent[] }
export type CaseOf = (world: UnwritableWorld) => UnwritableCase

const another = 'plum-orbit-cascade-two'

/** A request for every mutation that leaves an event, such as it would do but for the log. */
export const refusedCases: Record<string, CaseOf> = {
  ...ofRoles(),
  ...ofMembers(),
  ...ofInvitations(),
  ...ofWorkspaces(),
  ...ofRuns(),
  ...ofServiceAccounts(),
  ...ofKeys(),
  ...ofOrganizations(),
  ...ofAddresses(),
  ...ofPeople(),
  ...ofWebhooks(),
  ...ofOperators(),
  ...ssoCases,
}

export type Cases = Record<string, CaseOf>

function ofRoles(): Cases {
  return {
    create_custom_role: () => ({ input: { name: 'Readers', permissions: ['read:flow'] } }),
    update_custom_role: ({ ids }) => ({ input: { role_id: ids.role, name: 'Guests' } }),
    update_custom_role_permissions: ({ ids }) => ({
      input: { role_id: ids.role, permissions: ['read:flow_run'] },
    }),
    delete_custom_role: ({ ids }) => ({ input: { role_id: ids.role } }),
  }
}

function ofMembers(): Cases {
  return {
    set_membership_role: ({ ids, organization: { roles } }) => ({
      input: [
        { membership_id: ids.member, role_id: roles.MEMBER },
        { membership_id: ids.robotMembership, role_id: ids.role },
      ],
    }),
    set_membership_roles: ({ ids, organization: { roles } }) => ({
      input: { changes: [{ membership_id: ids.member, role_id: roles.MEMBER }] },
    }),
    suspend_membership: ({ ids }) => ({ input: { membership_id: ids.member } }),
    suspend_memberships: ({ ids }) => ({ input: { membership_ids: [ids.member, ids.newcomer] } }),
    reactivate_membership: ({ ids }) => ({ input: { membership_id: ids.suspendedMember } }),
    reactivate_memberships: ({ ids }) => ({ input: { membership_ids: [ids.suspendedMember] } }),
    delete_membership: ({ ids }) => ({ input: { membership_id: ids.member } }),
    delete_memberships: ({ ids }) => ({ input: { membership_ids: [ids.member, ids.newcomer] } }),
    leave_organization: () => ({ as: 'member' }),
  }
}

function ofInvitations(): Cases {
  return {
    create_membership_invitation: ({ mark, ids, organization: { roles } }) => ({
      input: {
        emails: [emailIn(mark), emailIn(mark)],
        role_id: roles.MEMBER,
        workspaces: [{ workspace_id: ids.workspace, role_id: roles.RUNNER }],
      },
    }),
    resend_membership_invitation: ({ ids }) => ({ input: { invitation_id: ids.invitation } }),
    copy_membership_invitation_link: ({ ids }) => ({ input: { invitation_id: ids.invitation } }),
    delete_membership_invitation: ({ ids }) => ({ input: { invitation_id: ids.invitation } }),
    accept_membership_invitation: ({ tokens }) => ({
      as: 'invited',
      input: { token: tokens.invitation },
    }),
    decline_membership_invitation: ({ tokens }) => ({ as: 'nobody', input: { token: tokens.invitation } }),
  }
}

function ofWorkspaces(): Cases {
  const of = ({ ids }: UnwritableWorld) => ({ workspace_id: ids.workspace })
  return {
    create_workspace: () => ({ input: { name: 'Night watch', handle: 'night-watch' } }),
    update_workspace: (world) => ({ input: { ...of(world), name: 'Numbers' } }),
    change_workspace_handle: (world) => ({ input: { ...of(world), handle: 'numbers' } }),
    delete_workspace: (world) => ({ input: { ...of(world), handle: world.ids.workspace } }),
    transfer_workspace: (world) => ({
      input: { ...of(world), to_account_id: world.other.accountId, handle: world.ids.workspace },
    }),
    set_workspace_default_role: (world) => ({
      input: { ...of(world), role_id: world.organization.roles.RUNNER },
    }),
    add_workspace_access: (world) => ({
      input: {
        ...of(world),
        membership_ids: [world.ids.newcomer, world.ids.robotMembership],
        role_id: world.organization.roles.RUNNER,
      },
    }),
    set_workspace_access: (world) => ({
      input: {
        ...of(world),
        grants: [{ membership_id: world.ids.newcomer, role_id: world.organization.roles.RUNNER }],
      },
    }),
    change_workspace_access: (world) => ({
      input: {
        ...of(world),
        changes: [{ membership_id: world.ids.member, role_id: world.organization.roles.COLLABORATOR }],
      },
    }),
    remove_workspace_access: (world) => ({
      input: { ...of(world), grants: [{ membership_id: world.ids.member }] },
    }),
    leave_workspace: (world) => ({ as: 'member', input: of(world) }),
  }
}

/** Which run is meant. */
export function runOf({ ids }: UnwritableWorld, run: 'run' | 'scheduledRun' | 'pausedRun'): Sent {
  return { workspace_id: ids.workspace, flow_run_id: ids[run] }
}

function ofRuns(): Cases {
  const ofFlow = ({ ids }: UnwritableWorld) => ({ workspace_id: ids.workspace, flow_id: ids.flow })
  return {
    delete_flow: (world) => ({ input: ofFlow(world) }),
    start_flow_run: (world) => ({ input: ofFlow(world) }),
    create_flow_run: (world) => ({ input: { ...ofFlow(world), state: { type: 'SCHEDULED' } } }),
    set_flow_run_state: (world) => ({
      input: [
        { ...runOf(world, 'scheduledRun'), state: { type: 'CANCELLED' } },
        { ...runOf(world, 'run'), state: { type: 'SCHEDULED' }, force: true },
        { ...runOf(world, 'pausedRun'), state: { type: 'RUNNING' } },
      ],
    }),
    resume_flow_run: (world) => ({ input: runOf(world, 'pausedRun') }),
    update_flow_run: (world) => ({ input: { ...runOf(world, 'scheduledRun'), parameters: { day: 1 } } }),
    cancel_flow_run: (world) => ({ input: runOf(world, 'scheduledRun') }),
    cancel_flow_runs: ({ ids }) => ({
      input: { workspace_id: ids.workspace, flow_run_ids: [ids.scheduledRun, ids.pausedRun] },
    }),
    delete_flow_run: (world) => ({ input: runOf(world, 'run') }),
    delete_flow_runs: ({ ids }) => ({
      input: { workspace_id: ids.workspace, flow_run_ids: [ids.run, ids.pausedRun] },
    }),
  }
}

function ofServiceAccounts(): Cases {
  const of = ({ ids }: UnwritableWorld) => ({ service_account_id: ids.robot })
  return {
    create_service_account: ({ organization: { roles } }) => ({
      input: { name: 'Deployer', role_id: roles.MEMBER },
    }),
    update_service_account: (world) => ({ input: { ...of(world), name: 'Deployer' } }),
    change_service_account_role: (world) => ({ input: { ...of(world), role_id: world.ids.role } }),
    suspend_service_account: (world) => ({ input: of(world) }),
    reactivate_service_account: ({ ids }) => ({ input: { service_account_id: ids.suspendedRobot } }),
    delete_service_account: (world) => ({ input: of(world) }),
    create_service_account_key: (world) => ({ input: { ...of(world), name: 'Second' } }),
    rotate_service_account_key: (world) => ({ input: { ...of(world), api_key_id: world.ids.robotKey } }),
    update_service_account_key: (world) => ({
      input: { ...of(world), api_key_id: world.ids.robotKey, name: 'Renamed' },
    }),
    revoke_service_account_key: (world) => ({ input: { ...of(world), api_key_id: world.ids.robotKey } }),
  }
}

function ofKeys(): Cases {
  return {
    create_api_key: ({ organization: { accountId } }) => ({
      input: [{ name: 'Everywhere' }, { name: 'Here', organization_id: accountId }],
    }),
    rotate_api_key: ({ ids }) => ({ input: { api_key_id: ids.userKey } }),
    update_api_key: ({ ids }) => ({ input: { api_key_id: ids.userKey, name: 'Renamed' } }),
    revoke_api_key: ({ ids }) => ({ input: { api_key_id: ids.userKey } }),
  }
}

function ofOrganizations(): Cases {
  return {
    create_organization: ({ mark }) => ({ input: { name: 'Third', handle: `${mark.name}-third` } }),
    rename_organization: () => ({ input: { name: 'Acme Two' } }),
    change_organization_handle: ({ mark }) => ({ input: { handle: `${mark.name}-two` } }),
    delete_organization: ({ organization: { handle } }) => ({ input: { handle } }),
    update_organization: () => ({ input: { location: 'Oslo' } }),
    update_organization_settings: () => ({ input: { ai_log_summaries: true } }),
    set_organization_domains: () => ({ input: { domain_names: ['example.com'] } }),
  }
}

function ofAddresses(): Cases {
  return {
    set_ip_allowlist: () => ({
      input: { entries: [{ network: '10.0.0.0/8' }, { network: '203.0.113.0/24' }] },
    }),
    enforce_ip_allowlist: () => ({ input: { is_enforced: true } }),
    allow_all_addresses: ({ other }) => ({ input: { handle: other.handle } }),
  }
}

function ofPeople(): Cases {
  return {
    change_name: () => ({ input: { name: 'Rear Admiral Hopper' } }),
    revoke_session: ({ ids }) => ({ input: { session_id: ids.session } }),
    revoke_other_sessions: () => ({}),
    change_password: () => ({ input: { current_password: goodPassword, password: another } }),
    reset_password: ({ tokens }) => ({ as: 'nobody', input: { token: tokens.reset, password: another } }),
    request_email_verification: () => ({ as: 'unverified', input: {} }),
    confirm_email_verification: ({ tokens }) => ({
      as: 'unverified',
      input: { token: tokens.verification },
    }),
    sign_up_through_invitation: ({ tokens }) => ({
      as: 'nobody',
      input: { name: 'Kurt', password: goodPassword, invitation: tokens.newcomer },
    }),
    confirm_sign_up: ({ tokens }) => ({
      as: 'nobody',
      input: { token: tokens.signUp, password: goodPassword },
    }),
    delete_me: ({ emails }) => ({
      as: 'member',
      input: { email: emails.member, current_password: goodPassword },
    }),
  }
}

function ofWebhooks(): Cases {
  const of = ({ ids }: UnwritableWorld) => ({ webhook_id: ids.webhook })
  return {
    create_webhook: () => ({ input: { name: 'Second', url: 'https://203.0.114.7/events' } }),
    update_webhook: (world) => ({ input: { ...of(world), name: 'Renamed' } }),
    rotate_webhook_secret: (world) => ({ input: of(world) }),
    delete_webhook: (world) => ({ input: of(world) }),
    test_webhook: (world) => ({ input: of(world) }),
    replay_webhook_event: (world) => ({ input: { ...of(world), sequence: 1 } }),
  }
}

function ofOperators(): Cases {
  const outsider = ({ ids }: UnwritableWorld) => ({ input: { user_id: ids.outsider } })
  return {
    set_plan: ({ other }) => ({ input: { handle: other.handle, plan: 'STANDARD' } }),
    create_organization_for: ({ mark, emails }) => ({
      input: { name: 'Fourth', handle: `${mark.name}-fourth`, administrator: emails.outsider },
    }),
    create_user: ({ mark }) => ({ input: { email: emailIn(mark), name: 'Kurt', password: goodPassword } }),
    retry_mail: ({ ids }) => ({ input: { id: ids.mail } }),
    retry_job: ({ ids }) => ({ input: { id: ids.job } }),
    suspend_account: ({ other }) => ({ input: { handle: other.handle } }),
    reactivate_account: ({ suspended }) => ({ input: { handle: suspended.handle } }),
    suspend_user: outsider,
    reactivate_user: ({ ids }) => ({ input: { user_id: ids.suspendedUser } }),
    end_user_sessions: outsider,
    start_password_reset: outsider,
  }
}
