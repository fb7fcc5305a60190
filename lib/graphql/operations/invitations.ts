import { z } from 'zod'
import { acceptInvitation, declineInvitation, getInvitationPage } from '@/lib/invitations/answer'
import { inviteMembers } from '@/lib/invitations/invite'
import { listOfferedRoles } from '@/lib/invitations/offers'
import {
  invitationInput,
  invitationTokenInput,
  invitationView,
  inviteMembersInput,
  listInvitationsInput,
  listOfferedRolesInput,
} from '@/lib/invitations/schema'
import { assignableRoleView } from '@/lib/roles/schema'
import {
  copyInvitationLink,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from '@/lib/invitations/service'
import { uuid } from '@/lib/uuid'
import { mutation, pagedQuery, query } from '../operation'
import {
  acceptedInvitation,
  declinedInvitation,
  emailOnly,
  invitationLink,
  invitationPage,
  invitedMembers,
} from '../views'

/** Inviting people, and answering. */
export const invitationOperations = [
  pagedQuery({
    name: 'membership_invitations',
    description: 'Lists unanswered invitations, the newest first, found by address. Needs `read:invitation`.',
    input: listInvitationsInput,
    row: invitationView,
    run: listInvitations,
  }),
  query({
    name: 'membership_invitation_roles',
    description:
      'Lists the roles that an invitation may give in workspaces, each with the reason where the organization role rules it out.',
    input: listOfferedRolesInput,
    output: z.array(assignableRoleView),
    run: listOfferedRoles,
  }),
  query({
    name: 'membership_invitation_link',
    description:
      'Says what the token of an invitation’s link offers, or what became of it; needs no key and changes nothing.',
    input: invitationTokenInput,
    output: invitationPage,
    run: async (ctx, { token }) => getInvitationPage(ctx, token),
  }),
  mutation({
    name: 'create_membership_invitation',
    description:
      'Invites up to 500 addresses, each with its own outcome. Needs `create:invitation`, every permission of the roles ' +
      '(`exceeds_own_permissions`), and to share the workspaces that are named; members’ places are within the plan (`plan_limit_reached`).',
    input: inviteMembersInput.extend({ roleId: uuid().nullable().default(null) }),
    output: invitedMembers,
    run: inviteMembers,
  }),
  mutation({
    name: 'resend_membership_invitation',
    description: 'Mails an invitation again with a new link; the old one ends. Needs `create:invitation`.',
    input: invitationInput,
    output: emailOnly,
    run: resendInvitation,
  }),
  mutation({
    name: 'copy_membership_invitation_link',
    description:
      'Makes a new link of an invitation, to hand over; the old one ends. Whoever has the link can accept. Needs `create:invitation`.',
    input: invitationInput,
    output: invitationLink,
    run: copyInvitationLink,
  }),
  mutation({
    name: 'delete_membership_invitation',
    description:
      'Revokes an invitation: its link ends, and its mail is withdrawn if it has not left. Needs `delete:invitation`.',
    input: invitationInput,
    output: emailOnly,
    run: revokeInvitation,
  }),
  mutation({
    name: 'accept_membership_invitation',
    description: 'Accepts an invitation by the token of its link, as the user who was invited.',
    input: invitationTokenInput,
    output: acceptedInvitation,
    run: acceptInvitation,
  }),
  mutation({
    name: 'decline_membership_invitation',
    description: 'Declines an invitation by the token of its link; needs no key.',
    input: invitationTokenInput,
    output: declinedInvitation,
    run: declineInvitation,
  }),
]
