import { recordAudits } from '@/lib/audit/service'
import { keyCreated, ofServiceAccount } from '@/lib/api-keys/changes'
import { mintKey } from '@/lib/api-keys/mint'
import { userIdOf, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import type { RoleFacts } from '@/lib/policy/roles'
import { addToWorkspaces } from '@/lib/sharing/add-to-workspaces'
import { recordedOffers, type Offer } from '@/lib/sharing/offers'
import { refusingTakenName } from './names'
import type { CreatedServiceAccount, CreateServiceAccountInput } from './schema'
import * as store from './store'

type Decided = { input: CreateServiceAccountInput; role: RoleFacts; offers: Offer[] }

/** Writes a service account as it was decided: with its membership, its grants and its first key, and an event of each. */
export async function writeServiceAccount(
  tx: Tx,
  ctx: Ctx,
  { account, actor }: AccountAccess,
  { input, role, offers }: Decided,
): Promise<CreatedServiceAccount> {
  const { name, description, expiresAt } = input
  const accountId = account.id
  const created = { createdByUserId: userIdOf(actor), createdByName: actor.name }
  const id = await refusingTakenName(() =>
    store.createServiceAccount(tx, { accountId, name, description, ...created }),
  )
  const membershipId = await store.createMembership(tx, {
    accountId,
    serviceAccountId: id,
    roleId: role.id,
    principalName: name,
  })
  const added = await addToWorkspaces(tx, ctx, {
    accountId,
    principal: { kind: 'SERVICE_ACCOUNT', serviceAccountId: id },
    offers,
    giver: { userId: userIdOf(actor), told: actor.name },
  })
  const owner = { kind: 'SERVICE_ACCOUNT', accountId, serviceAccountId: id } as const
  const key = await mintKey(tx, ctx, { owner, name, expiresAt })
  const after = { name, description, role: role.name, role_id: role.id, workspaces: recordedOffers(offers) }
  await recordAudits(tx, ctx, accountId, [
    {
      action: 'service_account.created',
      message: `${actor.name} created the service account ${name} as ${role.name}`,
      objectTable: 'service_account',
      objectId: id,
      info: { membership_id: membershipId, after },
    },
    ...added,
    { ...keyCreated(ctx, ofServiceAccount({ id, name }), key), objectTable: 'api_key' },
  ])
  return { id, membership_id: membershipId, name, key }
}
