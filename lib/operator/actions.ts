'use server'

import { setPlan } from '@/lib/accounts/operate'
import { setPlanInput } from '@/lib/accounts/schema'
import { runAction } from '@/lib/http/run-action'
import { endSessionsOfUser, reactivateUser, startPasswordReset, suspendUser } from './change-users'
import { retryJob } from './jobs'
import { accountByHandle, jobById, userById } from './schema'
import { reactivateAccount, suspendAccount } from './suspend-accounts'

export async function setPlanAction(input: unknown) {
  return runAction(setPlanInput, input, setPlan)
}

export async function suspendAccountAction(input: unknown) {
  return runAction(accountByHandle, input, suspendAccount)
}

export async function reactivateAccountAction(input: unknown) {
  return runAction(accountByHandle, input, reactivateAccount)
}

export async function suspendUserAction(input: unknown) {
  return runAction(userById, input, suspendUser)
}

export async function reactivateUserAction(input: unknown) {
  return runAction(userById, input, reactivateUser)
}

export async function endSessionsOfUserAction(input: unknown) {
  return runAction(userById, input, endSessionsOfUser)
}

export async function startPasswordResetAction(input: unknown) {
  return runAction(userById, input, startPasswordReset)
}

export async function retryJobAction(input: unknown) {
  return runAction(jobById, input, retryJob)
}
