import type { Ctx } from '@/lib/authz/context'
import { createFlowRun, setFlowRunState } from '@/lib/flow-runs/reports/report'
import { createFlowRunInput, registerFlowInput, setStateInput } from '@/lib/flow-runs/reports/report-schema'
import type { StateAnswer } from '@/lib/flow-runs/reports/transition'
import type { FlowRunView, FlowView } from '@/lib/flow-runs/wire'
import { registerFlow } from '@/lib/flows/service'
import { newServiceAccountWithKey, requestWithKey } from './api-keys'
import { newMember, newOrganization, type Organization, type Person } from './organizations'
import { newGrant, newWorkspace } from './workspaces'

export type RunPlace = { accountId: string; workspaceId: string }

export type RunCrew = {
  organization: Organization
  /** The workspace; its default role is *No access*. */
  place: RunPlace
  /** A key of a service account that is Collaborator there, and the context of a request with it. */
  key: string
  engine: Ctx
}

type Engine = Pick<RunCrew, 'place' | 'engine'>

/** A workspace of a new organization, with an engine that may report there. */
export async function newRunCrew(): Promise<RunCrew> {
  const organization = await newOrganization()
  const { accountId, roles } = organization
  const workspaceId = await newWorkspace(organization, 'Analytics')
  const { membershipId, key } = await newServiceAccountWithKey(organization)
  await newGrant(organization, { workspaceId, membershipId, roleId: roles.COLLABORATOR })
  return {
    organization,
    place: { accountId, workspaceId },
    key: key.key,
    engine: await requestWithKey(key.key),
  }
}

/** Somebody who has a role in the workspace. */
export async function newWorkspaceMember(
  { organization, place }: RunCrew,
  role: 'OWNER' | 'COLLABORATOR' | 'RUNNER' | 'READ_ONLY_COLLABORATOR',
): Promise<Person & { membershipId: string }> {
  const member = await newMember(organization, organization.roles.MEMBER)
  const { membershipId } = member
  const { workspaceId } = place
  await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles[role] })
  return member
}

/** A flow that the engine registers. */
export async function newReportedFlow({ place, engine }: Engine, name = 'nightly-report'): Promise<FlowView> {
  const { flow } = await registerFlow(engine, { ...place, ...registerFlowInput.parse({ name }) })
  return flow
}

/** A run that the engine reports, in PENDING unless told; `report` is what a client sends besides. */
export async function newReportedRun(
  { place, engine }: Engine,
  flowId: string,
  report: Record<string, unknown> = {},
): Promise<FlowRunView> {
  const input = createFlowRunInput.parse({ flow_id: flowId, ...report })
  return (await createFlowRun(engine, { ...place, ...input })).run
}

/** A state as a client proposes it, by whoever asks. */
export async function setState(
  ctx: Ctx,
  key: RunPlace & { flowRunId: string },
  type: string,
  change: { force?: boolean } & Record<string, unknown> = {},
): Promise<StateAnswer> {
  const { force, ...state } = change
  return setFlowRunState(ctx, { ...key, ...setStateInput.parse({ state: { type, ...state }, force }) })
}
