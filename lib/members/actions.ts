'use server'
import { runAction } from '@/lib/http/run-action'
import {
  changeMemberRoles,
  leaveOrganization,
  reactivateMembers,
  removeMembers,
  suspendMembers,
} from './manage'
import { changeMemberRolesInput, leaveOrganizationInput, membersInput } from './schema'

export async function changeMemberRolesAction(input: unknown) {
  return runAction(changeMemberRolesInput, input, changeMemberRoles)
}

export async function suspendMembersAction(input: unknown) {
  return runAction(membersInput, input, suspendMembers)
}

export async function reactivateMembersAction(input: unknown) {
  return runAction(membersInput, input, reactivateMembers)
}

export async function removeMembersAction(input: unknown) {
  return runAction(membersInput, input, removeMembers)
}

export async function leaveOrganizationAction(input: unknown) {
  return runAction(leaveOrganizationInput, input, leaveOrganization)
}
