'use server'
import { runAction } from '@/lib/http/run-action'
import {
  changeMemberRole,
  changeMemberRoles,
  leaveOrganization,
  reactivateMember,
  reactivateMembers,
  removeMember,
  removeMembers,
  suspendMember,
  suspendMembers,
} from './manage'
import {
  changeMemberRoleInput,
  changeMemberRolesInput,
  leaveOrganizationInput,
  memberInput,
  membersInput,
} from './schema'

export async function changeMemberRoleAction(input: unknown) {
  return runAction(changeMemberRoleInput, input, changeMemberRole)
}

export async function changeMemberRolesAction(input: unknown) {
  return runAction(changeMemberRolesInput, input, changeMemberRoles)
}

export async function suspendMemberAction(input: unknown) {
  return runAction(memberInput, input, suspendMember)
}

export async function suspendMembersAction(input: unknown) {
  return runAction(membersInput, input, suspendMembers)
}

export async function reactivateMemberAction(input: unknown) {
  return runAction(memberInput, input, reactivateMember)
}

export async function reactivateMembersAction(input: unknown) {
  return runAction(membersInput, input, reactivateMembers)
}

export async function removeMemberAction(input: unknown) {
  return runAction(memberInput, input, removeMember)
}

export async function removeMembersAction(input: unknown) {
  return runAction(membersInput, input, removeMembers)
}

export async function leaveOrganizationAction(input: unknown) {
  return runAction(leaveOrganizationInput, input, leaveOrganization)
}
