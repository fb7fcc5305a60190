'use server'
import { runAction } from '@/lib/http/run-action'
import { acceptInvitation, declineInvitation } from './answer'
import { inviteMembers } from './invite'
import { invitationInput, invitationTokenInput, inviteMembersInput } from './schema'
import { copyInvitationLink, resendInvitation, revokeInvitation } from './service'

export async function inviteMembersAction(input: unknown) {
  return runAction(inviteMembersInput, input, inviteMembers)
}

export async function resendInvitationAction(input: unknown) {
  return runAction(invitationInput, input, resendInvitation)
}

export async function copyInvitationLinkAction(input: unknown) {
  return runAction(invitationInput, input, copyInvitationLink)
}

export async function revokeInvitationAction(input: unknown) {
  return runAction(invitationInput, input, revokeInvitation)
}

export async function acceptInvitationAction(input: unknown) {
  return runAction(invitationTokenInput, input, acceptInvitation)
}

export async function declineInvitationAction(input: unknown) {
  return runAction(invitationTokenInput, input, declineInvitation)
}
