'use server'
import { runAction } from '@/lib/http/run-action'
import { confirmEmailVerificationInput, requestEmailVerificationInput } from './schema'
import { confirmEmailVerification, requestEmailVerification } from './service'

export async function requestEmailVerificationAction(input: unknown) {
  return runAction(requestEmailVerificationInput, input, requestEmailVerification)
}

export async function confirmEmailVerificationAction(input: unknown) {
  return runAction(confirmEmailVerificationInput, input, confirmEmailVerification)
}
