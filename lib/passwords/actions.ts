'use server'
import { runAction } from '@/lib/http/run-action'
import { changePasswordInput, requestPasswordResetInput, resetPasswordInput } from './schema'
import { changePassword, requestPasswordReset, resetPassword } from './service'

export async function changePasswordAction(input: unknown) {
  return runAction(changePasswordInput, input, changePassword)
}

export async function requestPasswordResetAction(input: unknown) {
  return runAction(requestPasswordResetInput, input, requestPasswordReset)
}

export async function resetPasswordAction(input: unknown) {
  return runAction(resetPasswordInput, input, resetPassword)
}
