import { z } from 'zod'
import { uuid } from '@/lib/uuid'
import { anyOf, baseView, filterText, pageFields } from './fields'

/** What became of an invitation; `EXPIRED` is one that nobody answered in time. */
export const invitationStatus = z.enum(['PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED', 'EXPIRED'])
export type InvitationStatusName = z.infer<typeof invitationStatus>

/** An invitation to an account, answered ones too; `account_role_id` is what accepting it gives there. */
export const invitationView = z.object({
  ...baseView,
  email: z.string(),
  account_id: z.uuid(),
  account_role_id: z.uuid(),
  status: invitationStatus,
  expiration: z.iso.datetime(),
})
export type InvitationView = z.infer<typeof invitationView>

export const filterInvitationsInput = z.object({
  invitations: z
    .strictObject({
      id: anyOf(uuid()),
      email: anyOf(filterText),
      account_role_id: anyOf(uuid()),
      status: anyOf(invitationStatus),
    })
    .nullish(),
  ...pageFields,
})
export type FilterInvitations = z.output<typeof filterInvitationsInput>

export const answeredParams = z.object({ invitationId: uuid() })
/** The secret of its link. */
export const answerQuery = z.object({ invite_code: z.string().max(2_000) })
